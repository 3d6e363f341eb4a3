import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

/**
 * The working group's vectors, trimmed by trim.ts. README.md says where they come from and why they may be absent;
 * `VADO_MLS_VECTORS` names another folder, for instance one with vectors that have not been trimmed.
 */
const FOLDER = process.env["VADO_MLS_VECTORS"] ?? join(import.meta.dirname, "vectors");
/** Other suites' vectors may stand in a file too; only ours are read. */
const SUITE = 1;

const Hex = v.pipe(
  v.string(),
  v.regex(/^([0-9a-f]{2})*$/),
  v.transform((text) => Uint8Array.from(Buffer.from(text, "hex"))),
);

/** test-vectors.md of the working group, "Crypto Basics". */
export const CryptoBasics = v.object({
  ref_hash: v.object({ label: v.string(), value: Hex, out: Hex }),
  expand_with_label: v.object({ secret: Hex, label: v.string(), context: Hex, length: v.number(), out: Hex }),
  derive_secret: v.object({ secret: Hex, label: v.string(), out: Hex }),
  derive_tree_secret: v.object({
    secret: Hex,
    label: v.string(),
    generation: v.number(),
    length: v.number(),
    out: Hex,
  }),
  sign_with_label: v.object({ priv: Hex, pub: Hex, content: Hex, label: v.string(), signature: Hex }),
  encrypt_with_label: v.object({
    priv: Hex,
    pub: Hex,
    label: v.string(),
    context: Hex,
    plaintext: Hex,
    kem_output: Hex,
    ciphertext: Hex,
  }),
});

/** "Message Protection". */
export const MessageProtection = v.object({
  group_id: Hex,
  epoch: v.number(),
  tree_hash: Hex,
  confirmed_transcript_hash: Hex,
  signature_priv: Hex,
  signature_pub: Hex,
  encryption_secret: Hex,
  sender_data_secret: Hex,
  membership_key: Hex,
  proposal: Hex,
  proposal_pub: Hex,
  proposal_priv: Hex,
  commit: Hex,
  commit_pub: Hex,
  commit_priv: Hex,
  application: Hex,
  application_priv: Hex,
});
export type MessageProtection = v.InferOutput<typeof MessageProtection>;

/** "Passive Client Scenarios". */
export const PassiveClient = v.object({
  external_psks: v.array(v.object({ psk_id: Hex, psk: Hex })),
  key_package: Hex,
  signature_priv: Hex,
  encryption_priv: Hex,
  init_priv: Hex,
  welcome: Hex,
  ratchet_tree: v.nullish(Hex),
  initial_epoch_authenticator: Hex,
  epochs: v.array(v.object({ proposals: v.array(Hex), commit: Hex, epoch_authenticator: Hex })),
});
export type PassiveClient = v.InferOutput<typeof PassiveClient>;

/** All vectors of suite 1 in a file, or `null` when the file is not here. */
export function vectorsOf<S extends v.GenericSchema>(file: string, schema: S): readonly v.InferOutput<S>[] | null {
  const path = join(FOLDER, `${file}.json`);
  if (!existsSync(path)) return null;
  const Suited = v.array(v.looseObject({ cipher_suite: v.number() }));
  const all = v.parse(Suited, JSON.parse(readFileSync(path, "utf8")));
  return all.filter((vector) => vector.cipher_suite === SUITE).map((vector) => v.parse(schema, vector));
}

/** What stands in place of tests whose vectors are absent: seen in every report, never passed over in silence. */
export const ABSENT = "NOT RUN, the vectors are not here (test/conformance/README.md)";
