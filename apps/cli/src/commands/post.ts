import type { Command } from "commander";
import { issueIssuingRequest, linkOf, openIssuingRequest, openSignedIssuingKey } from "@vado/channel";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { LinkId, Side, base64url, encodeBase64 } from "@vado/protocol";
import * as v from "valibot";
import { newFolder, replaceSecret, writeNew } from "../ceremony/files.ts";
import { readKind, withPaper } from "../ceremony/kinds.ts";
import {
  accountPath,
  charterPath,
  day,
  issuerOf,
  issuingPaper,
  keyFrom,
  readPost,
  readWholeCharter,
  requestPath,
  writePost,
  type Post,
  type PostSecrets,
} from "../ceremony/post.ts";
import { stationFrom } from "../ceremony/station.ts";
import { readStock, takeStock } from "../ceremony/tickets.ts";
import { charterFingerprint, issuingWords } from "../ceremony/words.ts";

/** `vado post`: a desk's side of one link: its keys are made here and stay here, and what others signed for it comes in. */

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

export function addPost(program: Command): void {
  const post = program
    .command("post")
    .description("A desk's post, its side of one link: made, shown, and given what others have signed for it.");
  post
    .command("new")
    .argument("<dir>", "a new folder for the post")
    .requiredOption("--charter <file>", "the charter, with all its signatures")
    .requiredOption("--link <id>", "the link, as the charter calls it")
    .requiredOption("--side <side>", "sending or receiving")
    .requiredOption("--from <station>", 'where the link begins, as "SUR Orilla Sur": code and name')
    .requiredOption("--to <station>", 'where it ends, as "NOR Orilla Norte"')
    .option("--join", "the link has been founded: take its outer key from the other side, also when sending")
    .description("Makes a post's keys and the request that the agency's root signs.")
    .action(make);
  post
    .command("take")
    .argument("<dir>", "the post's folder")
    .argument("<file>", "a certificate by the root, or a stock that the other side has countersigned")
    .description("Checks what has come back and puts it into the post.")
    .action(take);
  post
    .command("renew")
    .argument("<dir>", "the post's folder")
    .description("Makes a new issuing key and its request; the old key stays in use until the certificate is taken.")
    .action(renew);
  post
    .command("show")
    .argument("<dir>", "the post's folder")
    .description("Says what a post has, and what it still lacks.")
    .action(show);
}

interface NewFlags {
  readonly charter: string;
  readonly link: string;
  readonly side: string;
  readonly from: string;
  readonly to: string;
  readonly join?: boolean;
}

async function make(folder: string, flags: NewFlags): Promise<void> {
  const { bytes, charter } = await readWholeCharter(flags.charter);
  const link = linkOf(charter, flags.link);
  if (link === undefined)
    throw new HostError(
      "link-unknown",
      `The charter has no link ${flags.link}; see vado charter show ${flags.charter}.`,
    );
  if (!v.is(Side, flags.side)) throw new HostError("side-bad", "--side is sending or receiving.");
  const { side } = flags;
  const stations = { sending: stationFrom("--from", flags.from), receiving: stationFrom("--to", flags.to) };
  const seed = (): string => base64url(nodeEntropy.bytes(32));
  const secrets: PostSecrets = {
    label: "vado/post/1",
    charterId: charter.id,
    agency: link.agency[side],
    link: v.parse(LinkId, link.link),
    side,
    stations,
    account: { id: base64url(nodeEntropy.bytes(16)), privateKey: seed() },
    exchange: seed(),
    issuing: null,
    requested: seed(),
    // The sending side founds the link, and makes the key of its outer seal.
    outerKey: side === "sending" && flags.join !== true ? seed() : null,
    tickets: [],
  };
  const account = await keyFrom(secrets.account.privateKey);
  newFolder(folder);
  writePost(folder, secrets);
  writeNew(charterPath(folder), bytes);
  const told = { id: secrets.account.id, publicKey: encodeBase64(account.publicKey) };
  writeNew(accountPath(folder), Buffer.from(`${JSON.stringify({ accounts: [told] })}\n`));
  say(
    `Post of ${secrets.agency}, ${side} side of ${link.link}, charter ${charterFingerprint(charter.id)}`,
    ...(await request(folder, secrets)),
    `For the relay's operator: ${accountPath(folder)} (vado papers relay).`,
  );
}

/** Writes the request for the key that is to be signed, and says what to do with it. */
async function request(folder: string, { requested, charterId: charter, agency, side, link }: PostSecrets) {
  const key = await keyFrom(requested as string);
  const paper = await issueIssuingRequest(nodeCrypto, key, { charter, agency, side, link });
  replaceSecret(requestPath(folder), paper);
  return [
    ...issuingWords(await openIssuingRequest(nodeCrypto, paper), null),
    `Carry ${requestPath(folder)} to the agency's root: vado agency certify`,
  ];
}

async function renew(folder: string): Promise<void> {
  const { secrets } = await readPost(folder);
  const next = { ...secrets, requested: secrets.requested ?? base64url(nodeEntropy.bytes(32)) };
  writePost(folder, next);
  say(...(await request(folder, next)));
}

async function take(folder: string, file: string): Promise<void> {
  const post = await readPost(folder);
  const { kind, bytes } = readKind(file, "vado/issuing-key/1", "vado/stock/1");
  if (kind === "vado/issuing-key/1") return takeCertificate(post, file, bytes);
  const { fresh, outerKey } = await takeStock(post, file, await readStock(post, file, bytes));
  say(
    `${fresh} tickets taken into ${folder}.${outerKey ? " The key of the link's outer seal came along." : ""}`,
    ...(await lacks(await readPost(folder))),
  );
}

async function takeCertificate(post: Post, file: string, bytes: Uint8Array): Promise<void> {
  const { secrets, charter, folder } = post;
  const paper = await withPaper(file, () => openSignedIssuingKey(nodeCrypto, charter, bytes));
  const held = [secrets.requested, secrets.issuing?.privateKey ?? null].filter((seed) => seed !== null);
  const keys = await Promise.all(held.map(async (seed) => ({ seed, key: (await keyFrom(seed)).publicKey })));
  const own = keys.find(({ key }) => Buffer.from(key).equals(paper.key));
  if (own === undefined)
    throw new HostError(
      "certificate-foreign",
      `${file} is for another key than ${folder} asked for: have its own ${requestPath(folder)} signed.`,
    );
  if (paper.link !== secrets.link || paper.side !== secrets.side)
    throw new HostError(
      "certificate-foreign",
      `${file} is for the ${paper.side} side of ${paper.link}, not for this post.`,
    );
  const issuing = { privateKey: own.seed, certificate: paper.signed };
  // A certificate that is over says so before it replaces one that is not.
  await issuerOf({ ...post, secrets: { ...secrets, issuing } }, Date.now());
  const requested = own.seed === secrets.requested ? null : secrets.requested;
  writePost(folder, { ...secrets, issuing, requested });
  say(...issuingWords(paper, [paper.notBefore, paper.notAfter]), ...(await lacks(await readPost(folder))));
}

async function show(folder: string): Promise<void> {
  const post = await readPost(folder);
  const { agency, side, link, requested, outerKey, tickets } = post.secrets;
  say(
    `Post of ${agency}, ${side} side of ${link}, charter ${charterFingerprint(post.charter.id)}`,
    `  certificate  ${await certificateWords(post)}${requested === null ? "" : "; a new key waits for the root"}`,
    `  outer key    ${outerKey === null ? "comes with the first stock that the other side countersigns" : "there"}`,
    `  tickets      ${tickets.length}, each device takes two`,
    ...(await lacks(post)),
  );
}

async function certificateWords(post: Post): Promise<string> {
  const paper = await issuingPaper(post);
  if (paper === null) return "none yet";
  return Date.now() < paper.notAfter
    ? `until ${day(paper.notAfter)}`
    : `over since ${day(paper.notAfter)}: vado post renew`;
}

/** What is to be done next. */
async function lacks({ folder, secrets }: Post): Promise<string[]> {
  if (secrets.issuing === null)
    return [`Next: carry ${requestPath(folder)} to the agency's root (vado agency certify).`];
  if (secrets.tickets.length < 2 || secrets.outerKey === null)
    return [`Next: vado ticket stock ${folder}, and have the other side's desk countersign it.`];
  return [`Next: vado papers desk --post ${folder}, or for a desk that runs already, vado papers renew.`];
}
