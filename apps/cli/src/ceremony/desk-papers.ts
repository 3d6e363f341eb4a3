import { bindTicket, issueDevice } from "@vado/channel";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url, hex, type DeskLinkPapers } from "@vado/protocol";
import { issuerOf, keyFrom, writePost, type Post } from "./post.ts";

/** A post's part of a desk's papers (`DeskLinkPapersSchema`): its issuing key, tickets, and a device of the desk's own. */

/** How the desk comes into the link: with its own group, by the side of who founds it, or into what is there. */
export type Way = "founder" | "cofounder" | "joins";

/** Throws `HostError` when the post is not ready for that. The tickets are in the papers then: see `emptied`. */
export async function linkPapers(post: Post, way: Way, heartbeatS: number, now: number): Promise<DeskLinkPapers> {
  const { secrets, link, folder } = post;
  const { issuer, paper } = await issuerOf(post, now);
  if (secrets.outerKey === null)
    throw new HostError(
      "post-unsealed",
      `The post ${folder} lacks the link's outer key: it comes with the first stock that the other side countersigns (vado ticket stock).`,
    );
  const issuing = { privateKey: base64url(issuer.key.privateKey), certificate: issuer.certificate };
  const [ops, record, ...others] = secrets.tickets;
  if (ops === undefined || record === undefined || others.length < 2)
    throw new HostError(
      "post-ticketless",
      `The post ${folder} needs four countersigned tickets at least, two for the desk and two for its first officer; it has ${secrets.tickets.length} (vado ticket stock).`,
    );
  const seed = base64url(nodeEntropy.bytes(32));
  const { publicKey: signatureKey } = await keyFrom(seed);
  const device = `${secrets.link}.${secrets.side}.archive.${hex(nodeEntropy.bytes(4))}`;
  const { notBefore, notAfter } = paper;
  const certificate = await issueDevice(nodeCrypto, issuer, {
    role: "archive",
    device,
    signatureKey,
    notBefore,
    notAfter,
  });
  const bound = async (ticket: string) =>
    base64url(await bindTicket(nodeCrypto, issuer, Buffer.from(ticket), { device, signatureKey }));
  return {
    link: secrets.link,
    side: secrets.side,
    stations: secrets.stations,
    channels: {
      ops: { channel: link.ops as never, outerKey: secrets.outerKey },
      record: { channel: link.record as never, outerKey: secrets.outerKey },
    },
    heartbeatS,
    issuer: issuing,
    tickets: others.map((ticket) => base64url(Buffer.from(ticket))),
    archive: {
      device: device as never,
      signatureKey: seed,
      certificate: base64url(certificate),
      tickets: { ops: await bound(ops), record: await bound(record) },
      founding: way === "joins" ? null : way,
      api: { id: base64url(nodeEntropy.bytes(16)), privateKey: base64url(nodeEntropy.bytes(32)) },
    },
  };
}

/** The post's tickets are in a desk's papers: nobody else may give them out. */
export function emptied({ folder, secrets }: Post): void {
  writePost(folder, { ...secrets, tickets: [] });
}
