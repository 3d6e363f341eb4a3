import { join } from "node:path";
import { openCharter, openIssuingKey, type Charter, type Issuer, type IssuingPaper, type Link } from "@vado/channel";
import { linkOf } from "@vado/channel";
import { HostError, nodeCrypto } from "@vado/host";
import { HashHex, LinkId, RELAY_ID, Side, StationNameSchema, fromBase64url, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { readFile, replaceSecret } from "./files.ts";
import { kindOf, readKind, withPaper } from "./kinds.ts";

/**
 * A desk's post: its side of one link, as a folder that only its owner reads. `post.json` holds what the desk's papers are made of:
 * issuing key, exchange key, the link's outer key, the account at the relay, unused tickets.
 */

const POST_BYTES_MAX = 16 * 1024 * 1024;
/** Tickets that a post keeps for a desk; as many as a desk's papers take. */
export const POST_TICKETS_MAX = 1_000;

const Key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
const SignedText = v.strictObject({ text: v.pipe(v.string(), v.maxLength(65_536)), signature: v.string() });
const PostSchema = v.strictObject({
  label: v.literal("vado/post/1"),
  charterId: HashHex,
  agency: v.string(),
  link: LinkId,
  side: Side,
  stations: v.strictObject({ sending: StationNameSchema, receiving: StationNameSchema }),
  account: v.strictObject({ id: v.pipe(v.string(), v.regex(RELAY_ID)), privateKey: Key }),
  /** Seed of the X25519 key to which the other side seals the outer key. */
  exchange: Key,
  /** The issuing key in use, signed by the root. */
  issuing: v.nullable(v.strictObject({ privateKey: Key, certificate: SignedText })),
  /** Seed of an issuing key that the root has not signed yet. */
  requested: v.nullable(Key),
  outerKey: v.nullable(Key),
  /** Signed by both sides and not yet in a desk's papers. */
  tickets: v.pipe(v.array(v.string()), v.maxLength(POST_TICKETS_MAX)),
});
export type PostSecrets = v.InferOutput<typeof PostSchema>;

export interface Post {
  readonly folder: string;
  readonly secrets: PostSecrets;
  readonly charter: Charter;
  readonly charterBytes: Uint8Array;
  readonly link: Link;
}

export const charterPath = (folder: string): string => join(folder, "charter.json");
export const requestPath = (folder: string): string => join(folder, "request.json");
export const accountPath = (folder: string): string => join(folder, "account.json");
const postPath = (folder: string): string => join(folder, "post.json");

/** Reads a post. Throws `HostError`; quotes nothing of its secrets. */
export async function readPost(folder: string): Promise<Post> {
  const secrets = readSecrets(postPath(folder));
  const { bytes, charter } = await readWholeCharter(charterPath(folder));
  const link = linkOf(charter, secrets.link);
  if (charter.id !== secrets.charterId || link?.agency[secrets.side] !== secrets.agency)
    throw new HostError(
      "post-torn",
      `The charter in ${folder} is not the one its post was made for; put that one back.`,
    );
  return { folder, secrets, charter, charterBytes: bytes, link };
}

/** The one place where a post's keys are read from disk. */
function readSecrets(path: string): PostSecrets {
  const bytes = readFile(path, { what: "the post", bytesMax: POST_BYTES_MAX, secret: true });
  const json: unknown = kindOf(bytes) === "vado/post/1" ? JSON.parse(Buffer.from(bytes).toString("utf8")) : null;
  const parsed = v.safeParse(PostSchema, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new HostError(
    "post-bad",
    `${path} is damaged, or no post; take a copy of the folder, or make a new post with vado post new.`,
  );
}

export function writePost(folder: string, secrets: PostSecrets): void {
  replaceSecret(postPath(folder), Buffer.from(`${JSON.stringify(secrets)}\n`));
}

/** A charter with all its signatures. Throws `HostError`. */
export async function readWholeCharter(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly charter: Charter }> {
  const { bytes } = readKind(path, "vado/charter/1");
  const charter = await withPaper(
    path,
    () => openCharter(nodeCrypto, bytes),
    "See vado charter show; a charter that lacks signatures goes to the agencies that have not signed.",
  );
  return { bytes, charter };
}

/** The certificate in use, checked but for today's date; `null` when there is none yet. Throws `HostError`. */
export async function issuingPaper({ folder, secrets, charter }: Post): Promise<IssuingPaper | null> {
  const { issuing } = secrets;
  if (issuing === null) return null;
  return withPaper(postPath(folder), () => openIssuingKey(nodeCrypto, charter, issuing.certificate));
}

/** The issuing key in use. Throws `HostError` when there is none yet, or when its time is over. */
export async function issuerOf(post: Post, now: number): Promise<{ issuer: Issuer; paper: IssuingPaper }> {
  const { folder, secrets } = post;
  const paper = await issuingPaper(post);
  if (secrets.issuing === null || paper === null)
    throw new HostError(
      "post-uncertified",
      `The post ${folder} has no certificate yet: carry ${requestPath(folder)} to your root (vado agency certify), then vado post take.`,
    );
  if (now >= paper.notAfter)
    throw new HostError(
      "post-expired",
      `The issuing key of ${folder} ended on ${day(paper.notAfter)}: vado post renew makes a new one for your root to sign.`,
    );
  if (now < paper.notBefore)
    throw new HostError(
      "post-early",
      `The issuing key of ${folder} begins on ${day(paper.notBefore)}; is this machine's clock right?`,
    );
  const { privateKey, certificate } = secrets.issuing;
  return { issuer: { key: await keyFrom(privateKey), certificate }, paper };
}

/** A signing key from its seed in base64url, as a schema has seen it. */
export async function keyFrom(seed: string): Promise<KeyPair> {
  return nodeCrypto.ed25519FromSeed(rawKey(seed));
}

export function rawKey(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (bytes?.length === 32) return bytes;
  throw new HostError("key-bad", "A key in this post is damaged; take a copy of its folder, or make a new post.");
}

export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ") + " UTC";
