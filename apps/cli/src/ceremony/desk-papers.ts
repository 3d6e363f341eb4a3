import { bindTicket, channelOuterKey, issueDevice } from "@vado/channel";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url, hex, type DeskLinkPapers } from "@vado/protocol";
import { issuerOf, keyFrom, rawKey, writePost, type Post } from "./post.ts";

/** A post's part of a desk's papers (`DeskLinkPapersSchema`): its issuing key, tickets, and a device of the desk's own. */

type Archive = DeskLinkPapers["archive"];
/** How the desk comes into the link: with its own group, by the side of who founds it, or (null) into what is there. */
export type Founding = Archive["founding"];

/** Throws `HostError` when the post is not ready for that. The post's tickets are in the papers then: see `emptied`. */
export async function linkPapers(
  post: Post,
  founding: Founding,
  heartbeatS: number,
  now: number,
): Promise<DeskLinkPapers> {
  const { secrets, link, folder } = post;
  const issuer = await issuerPapers(post, now);
  const { outerKey } = secrets;
  if (outerKey === null)
    throw new HostError(
      "post-unsealed",
      `The post ${folder} lacks the link's outer key: it comes with the first stock that the other side countersigns (vado ticket stock).`,
    );
  const { archive, tickets } = await newArchive(post, founding, now);
  if (tickets.length < 2) throw ticketless(post);
  const channel = async (kind: "ops" | "record") => ({
    channel: link[kind],
    outerKey: base64url(await channelOuterKey(nodeCrypto, rawKey(outerKey), kind)),
  });
  return {
    link: secrets.link,
    side: secrets.side,
    stations: secrets.stations,
    channels: { ops: await channel("ops"), record: await channel("record") },
    heartbeatS,
    issuer,
    tickets,
    archive,
  } as DeskLinkPapers;
}

/** The same papers with the post's issuing key as it is now, its tickets beside those there, and a new archive if asked for. */
export async function renewedPapers(
  old: DeskLinkPapers,
  post: Post,
  withArchive: boolean,
  now: number,
): Promise<DeskLinkPapers> {
  const issuer = await issuerPapers(post, now);
  const { archive, tickets } = withArchive
    ? await newArchive(post, null, now)
    : { archive: old.archive, tickets: carriedTickets(post.secrets.tickets) };
  return { ...old, issuer, archive, tickets: [...old.tickets, ...tickets] };
}

/** The post's tickets are in a desk's papers: nobody else may give them out. */
export function emptied({ folder, secrets }: Post): void {
  writePost(folder, { ...secrets, tickets: [] });
}

async function issuerPapers(post: Post, now: number): Promise<DeskLinkPapers["issuer"]> {
  const { issuer } = await issuerOf(post, now);
  return { privateKey: base64url(issuer.key.privateKey), certificate: issuer.certificate };
}

/** A device of the desk's own, good as long as the issuing key, and the tickets that are left. */
async function newArchive(
  post: Post,
  founding: Founding,
  now: number,
): Promise<{ readonly archive: Archive; readonly tickets: string[] }> {
  const { issuer, paper } = await issuerOf(post, now);
  const { link, side, tickets } = post.secrets;
  const [ops, record, ...others] = tickets;
  if (ops === undefined || record === undefined) throw ticketless(post);
  const seed = base64url(nodeEntropy.bytes(32));
  const { publicKey: signatureKey } = await keyFrom(seed);
  const device = `${link}.${side}.archive.${hex(nodeEntropy.bytes(4))}`;
  const { notBefore, notAfter } = paper;
  const terms = { role: "archive", device, signatureKey, notBefore, notAfter } as const;
  const bound = async (ticket: string): Promise<string> =>
    base64url(await bindTicket(nodeCrypto, issuer, Buffer.from(ticket), { device, signatureKey }));
  const archive = {
    device,
    signatureKey: seed,
    certificate: base64url(await issueDevice(nodeCrypto, issuer, terms)),
    tickets: { ops: await bound(ops), record: await bound(record) },
    founding,
    api: { id: base64url(nodeEntropy.bytes(16)), privateKey: base64url(nodeEntropy.bytes(32)) },
  } as Archive;
  return { archive, tickets: carriedTickets(others) };
}

const carriedTickets = (tickets: readonly string[]): string[] =>
  tickets.map((ticket) => base64url(Buffer.from(ticket)));

const ticketless = ({ folder, secrets }: Post): HostError =>
  new HostError(
    "post-ticketless",
    `The post ${folder} has ${secrets.tickets.length} countersigned tickets; two are for the desk itself and two for each device (vado ticket stock).`,
  );
