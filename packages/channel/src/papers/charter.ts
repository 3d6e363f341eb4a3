import { base64url, ChannelId, hex, LinkId, Role, type CryptoPort, type KeyPair, type Side } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { AGENCIES_MAX, CHARTER_BYTES_MAX, LINKS_MAX } from "../limits.ts";
import type { SuiteName } from "../suite/suites.ts";
import {
  checkSignature,
  Key,
  Name,
  parsePaper,
  parsePaperBytes,
  rawBytes,
  Signature,
  signText,
  Text,
} from "./signed.ts";

const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000));
const RULE = "C2";

/** What the agencies of a corridor agreed on and every device is enrolled with (C2). */
export const CharterTerms = v.strictObject({
  label: v.literal("vado/charter/1"),
  corridor: Name,
  /** Every agency with its root key. All of them sign. */
  agencies: v.pipe(v.array(v.strictObject({ agency: Name, root: Key })), v.minLength(1), v.maxLength(AGENCIES_MAX)),
  /** Which agency holds each side of a link, the addresses of the link's two groups, and their suite where it is not the usual one (C32). */
  links: v.pipe(
    v.array(
      v.strictObject({
        link: LinkId,
        sending: Name,
        receiving: Name,
        ops: ChannelId,
        record: ChannelId,
        suite: v.optional(v.literal("xwing")),
      }),
    ),
    v.minLength(1),
    v.maxLength(LINKS_MAX),
  ),
  /** Agencies that may only observe: their devices have the role `observer`. */
  observers: v.pipe(v.array(Name), v.maxLength(AGENCIES_MAX)),
  policyVersion: Version,
  /** A device of an older version pauses (R10). */
  minVersion: Version,
  /** Who may remove a device of its own agency; devices of others only with a revocation signed by a root. */
  stewards: v.strictObject({ roles: v.pipe(v.array(Role), v.maxLength(8)), others: v.literal("root-signed") }),
});
export type CharterTerms = v.InferInput<typeof CharterTerms>;

/** A charter's text with the signatures it has so far. */
export const CarriedCharter = v.strictObject({
  text: Text,
  signatures: v.pipe(v.array(v.strictObject({ agency: Name, signature: Signature })), v.maxLength(AGENCIES_MAX)),
});

/** A charter whose signatures have all been checked. */
export interface Charter {
  /** SHA-256 of the charter's text, lower-case hex: stands in every signed structure. */
  readonly id: string;
  readonly terms: CharterTerms;
  readonly roots: ReadonlyMap<string, Uint8Array>;
}

export interface Link {
  readonly link: string;
  readonly agency: Readonly<Record<Side, string>>;
  readonly ops: string;
  readonly record: string;
  readonly suite: SuiteName;
}

/** The charter's text with no signature yet, as bytes for the first agency to sign. Throws `ChannelError` ("caller") for terms that contradict themselves. */
export function draftCharter(terms: Omit<CharterTerms, "label">): Uint8Array {
  const text = JSON.stringify({ label: "vado/charter/1", ...terms });
  try {
    consistent(parsePaper(CharterTerms, text, RULE, "charter"));
  } catch (error) {
    // The same faults as in a charter that came from elsewhere, but here they are the caller's.
    const said = error instanceof ChannelError ? error.message.slice(RULE.length + 2) : "bad terms";
    throw new ChannelError("caller", RULE, said);
  }
  return utf8(JSON.stringify({ text, signatures: [] }));
}

/** Adds one agency's signature by its root key. The signatures stand in the order of the agencies, whoever signs first. */
export async function signCharter(
  crypto: CryptoPort,
  charter: Uint8Array,
  agency: string,
  root: KeyPair,
): Promise<Uint8Array> {
  const { text, signatures } = parsePaperBytes(CarriedCharter, charter, CHARTER_BYTES_MAX, RULE, "charter");
  const terms = parsePaper(CharterTerms, text, RULE, "charter");
  if (terms.agencies.find((a) => a.agency === agency)?.root !== base64url(root.publicKey)) {
    throw new ChannelError("caller", RULE, `the charter names another root key for ${agency}`);
  }
  const all = new Map(signatures.map((s) => [s.agency, s.signature]));
  all.set(agency, await signText(crypto, root, text));
  const ordered = terms.agencies.flatMap((a) => {
    const signature = all.get(a.agency);
    return signature === undefined ? [] : [{ agency: a.agency, signature }];
  });
  return utf8(JSON.stringify({ text, signatures: ordered }));
}

/** Drafts and signs with every root at hand: for tests, simulation and first trials. In earnest roots never meet. */
export async function issueCharter(
  crypto: CryptoPort,
  terms: Omit<CharterTerms, "label">,
  roots: ReadonlyMap<string, KeyPair>,
): Promise<Uint8Array> {
  let charter = draftCharter(terms);
  for (const [agency, root] of roots) charter = await signCharter(crypto, charter, agency, root);
  return charter;
}

/** Checks a charter with all its signatures. Throws `ChannelError` ("bytes", C2). */
export async function openCharter(crypto: CryptoPort, bytes: Uint8Array): Promise<Charter> {
  const { text, signatures } = parsePaperBytes(CarriedCharter, bytes, CHARTER_BYTES_MAX, RULE, "charter");
  const terms = parsePaper(CharterTerms, text, RULE, "charter");
  consistent(terms);
  const roots = new Map<string, Uint8Array>();
  if (signatures.length !== terms.agencies.length)
    throw new ChannelError("bytes", RULE, "the charter is not signed by every agency");
  for (const [i, { agency, root }] of terms.agencies.entries()) {
    const signed = signatures[i];
    if (signed?.agency !== agency) throw new ChannelError("bytes", RULE, `no signature of ${agency} in its place`);
    const key = rawBytes(root, RULE);
    await checkSignature(crypto, key, { text, signature: signed.signature }, RULE, `charter, as signed by ${agency},`);
    roots.set(agency, key);
  }
  return { id: hex(await crypto.sha256(utf8(text))), terms, roots };
}

export function linkOf(charter: Charter, link: string): Link | undefined {
  const found = charter.terms.links.find((l) => l.link === link);
  return (
    found && {
      link,
      agency: { sending: found.sending, receiving: found.receiving },
      ops: found.ops,
      record: found.record,
      suite: found.suite ?? "x25519",
    }
  );
}

/** Cross references that a schema can't express. Throws `ChannelError` ("bytes", C2). */
export function consistent(terms: CharterTerms): void {
  const refuse = (detail: string): never => {
    throw new ChannelError("bytes", RULE, detail);
  };
  const agencies = new Set(terms.agencies.map((a) => a.agency));
  if (agencies.size !== terms.agencies.length) refuse("an agency stands twice");
  if (new Set(terms.agencies.map((a) => a.root)).size !== agencies.size) refuse("two agencies have one root key");
  if (new Set(terms.links.map((l) => l.link)).size !== terms.links.length) refuse("a link stands twice");
  if (new Set(terms.links.flatMap((l) => [l.ops, l.record])).size !== 2 * terms.links.length)
    refuse("a channel stands twice");
  for (const name of [...terms.links.flatMap((l) => [l.sending, l.receiving]), ...terms.observers]) {
    if (!agencies.has(name)) refuse(`${name} has no root key`);
  }
  for (const observer of terms.observers) {
    if (terms.links.some((l) => l.sending === observer || l.receiving === observer))
      refuse(`${observer} observes and holds a side`);
  }
}
