import { readFileSync, statSync } from "node:fs";
import { openCertificate, openCharter, openIssuingKey, type ChannelSecrets, type Issuer } from "@vado/channel";
import type { ClientConfig } from "@vado/client";
import { HostError, isSealedText, nodeCrypto, openSealedText, sealFile, type VaultKey } from "@vado/host";
import {
  DESK_PAPERS_BYTES_MAX,
  DeskPapersSchema,
  fromBase64url,
  type DeskLinkPapers,
  type DeskPapers,
  type Side,
} from "@vado/protocol";
import * as v from "valibot";

/** A desk's papers: read from their file, checked against the charter, and opened into what the desk works with. */

/** Sealed papers are a third longer. */
const SEALED_PAPERS_BYTES_MAX = Math.ceil(DESK_PAPERS_BYTES_MAX * 1.4);

/** A link the desk stands on. */
export interface DeskPost {
  readonly papers: DeskLinkPapers;
  readonly link: string;
  readonly side: Side;
  readonly issuer: Issuer;
  /** When the issuing key begins and ceases to be good, ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly config: ClientConfig;
  readonly api: { readonly id: string; readonly privateKey: Uint8Array };
}

/**
 * Reads the file, sealed or not. Throws `HostError` with one sentence; others of this machine must not be able to read it.
 * `key` is asked for sealed papers only.
 */
export function readPapers(path: string, key: () => VaultKey): DeskPapers {
  const text = readOwn(path);
  const json = isSealedText(text) ? openSealedText(path, "papers", text, key()) : text;
  const parsed = v.safeParse(DeskPapersSchema, parseJson(json), { abortEarly: true });
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]) ?? "the file";
  throw new HostError("papers-malformed", `The papers ${path} are not a desk's papers: look at ${where}.`);
}

/** Papers came as they are from whoever wrote them; once they have served, they are sealed in their place. */
export function sealPapers(path: string, key: VaultKey): void {
  const text = readOwn(path);
  if (!isSealedText(text)) sealFile(path, "papers", text, key);
}

function readOwn(path: string): string {
  try {
    const { mode, size } = statSync(path);
    if ((mode & 0o077) !== 0)
      throw new HostError("papers-open", `Others can read the papers ${path}; make it your own with chmod 600.`);
    if (size > SEALED_PAPERS_BYTES_MAX) throw new HostError("papers-large", `The papers ${path} are too large.`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("papers-unreadable", `The papers ${path} can't be read.`, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks every certificate up to the roots of the charter. Throws `HostError`. */
export async function openPapers(papers: DeskPapers): Promise<readonly DeskPost[]> {
  try {
    const charter = await openCharter(nodeCrypto, bytes(papers.charter));
    if (charter.id !== papers.charterId) throw new Error("another charter");
    const posts: DeskPost[] = [];
    for (const link of papers.links) posts.push(await openPost(papers, link, charter));
    if (new Set(posts.map((post) => post.link)).size !== posts.length) throw new Error("a link stands twice");
    return posts;
  } catch (error) {
    const said = error instanceof Error ? error.message : "unreadable";
    throw new HostError("papers-false", `The desk's papers contradict each other: ${said}.`, error);
  }
}

async function openPost(
  papers: DeskPapers,
  link: DeskLinkPapers,
  charter: Awaited<ReturnType<typeof openCharter>>,
): Promise<DeskPost> {
  const { archive, side, channels, stations } = link;
  if (stations[side].id !== papers.station.id) throw new Error(`${link.link} does not begin or end at this station`);
  const key = await nodeCrypto.ed25519FromSeed(bytes(link.issuer.privateKey));
  const issuing = await openIssuingKey(nodeCrypto, charter, link.issuer.certificate);
  if (!same(issuing.key, key.publicKey)) throw new Error(`the issuing key of ${link.link} is not the certified one`);
  if (issuing.link !== link.link || issuing.side !== side || issuing.agency !== papers.agency)
    throw new Error(`the issuing key of ${link.link} is for something else`);
  const certificate = bytes(archive.certificate);
  const device = await openCertificate(nodeCrypto, charter, certificate);
  const signatureKey = await nodeCrypto.ed25519FromSeed(bytes(archive.signatureKey));
  if (
    device.device !== archive.device ||
    device.role !== "archive" ||
    !same(device.signatureKey, signatureKey.publicKey)
  )
    throw new Error(`the archive's certificate on ${link.link} is not its own`);
  const secrets = (kind: "ops" | "record"): ChannelSecrets => ({
    channel: channels[kind].channel,
    link: link.link,
    kind,
    charter: bytes(papers.charter),
    outerKey: bytes(channels[kind].outerKey),
  });
  const { tickets } = archive;
  return {
    papers: link,
    link: link.link,
    side,
    issuer: { key, certificate: link.issuer.certificate },
    notBefore: issuing.notBefore,
    notAfter: issuing.notAfter,
    config: {
      link: link.link,
      identity: { device: archive.device, side, role: "archive", agency: papers.agency, signatureKey, certificate },
      charterId: papers.charterId,
      channels: { ops: secrets("ops"), record: secrets("record") },
      tickets: tickets === null ? null : { ops: bytes(tickets.ops), record: bytes(tickets.record) },
      founding: archive.founding,
      timing: { heartbeatS: link.heartbeatS, ackIdleS: link.heartbeatS * 20 },
    },
    api: { id: archive.api.id, privateKey: bytes(archive.api.privateKey) },
  };
}

/** Bytes that a schema has seen to be base64url. */
export function bytes(text: string): Uint8Array {
  const found = fromBase64url(text);
  if (found === undefined) throw new Error("base64url with bits left over");
  return found;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
