import { argon2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url, fromBase64url, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { readFile } from "./files.ts";
import { kindOf, readKind } from "./kinds.ts";

/**
 * An agency's root key as it lies on disk: sealed with AES-256-GCM under a key that Argon2id makes of a passphrase (decision 0026).
 * What stands beside the sealed key is authenticated with it.
 */

/** RFC 9106 §4 recommends 64 MiB, 3 passes, 4 lanes where memory is short; a root is used a few times a month. */
const ARGON2 = { memoryKiB: 128 * 1024, passes: 3, lanes: 4 } as const;
/** What a file may ask of this machine: more is a damaged file. */
const [MEMORY_KIB_MAX, PASSES_MAX, LANES_MAX] = [1024 * 1024, 10, 16];
const RULE = { what: "the root key", bytesMax: 4 * 1024 };

const b64 = (length: number) => v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.length(length));
const count = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
const RootFile = v.strictObject({
  label: v.literal("vado/root/1"),
  agency: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)),
  root: b64(43),
  kdf: v.strictObject({
    name: v.literal("argon2id"),
    memoryKiB: count(8 * LANES_MAX, MEMORY_KIB_MAX),
    passes: count(1, PASSES_MAX),
    lanes: count(1, LANES_MAX),
    salt: b64(22),
  }),
  aead: v.strictObject({ name: v.literal("aes-256-gcm"), nonce: b64(16) }),
  /** 32 bytes of seed and the tag. */
  sealed: b64(64),
});
type RootFile = v.InferOutput<typeof RootFile>;

/** What anybody who has the file can read of it. */
export interface RootNames {
  readonly agency: string;
  /** Raw Ed25519 public key. */
  readonly root: Uint8Array;
}
export interface RootKey extends RootNames {
  readonly key: KeyPair;
}

const stretch = promisify(argon2);

export async function newRoot(agency: string): Promise<RootKey> {
  const key = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
  return { agency, root: key.publicKey, key };
}

/** The file's bytes. */
export async function sealRoot({ agency, root, key }: RootKey, passphrase: string): Promise<Uint8Array> {
  const head = {
    label: "vado/root/1" as const,
    agency,
    root: base64url(root),
    kdf: { name: "argon2id" as const, ...ARGON2, salt: base64url(randomBytes(16)) },
    aead: { name: "aes-256-gcm" as const, nonce: base64url(randomBytes(12)) },
  };
  const secret = await secretOf(head, passphrase);
  const nonce = fromBase64url(head.aead.nonce) as Uint8Array;
  const sealed = await nodeCrypto.aeadSeal(secret, nonce, headBytes(head), key.privateKey);
  return Buffer.from(`${JSON.stringify({ ...head, sealed: base64url(sealed) })}\n`);
}

/** Reads the file without opening it. Throws `HostError`; says nothing of its content. */
export function readRoot(path: string): RootFile & { readonly key: Uint8Array } {
  // Another kind of file is named before anybody is told to close it to others.
  if (kindOf(readFile(path, RULE)) !== null) readKind(path, "vado/root/1");
  const bytes = readFile(path, { ...RULE, secret: true });
  const parsed = v.safeParse(RootFile, kindOf(bytes) === null ? null : json(bytes), { abortEarly: true });
  const key = parsed.success ? fromBase64url(parsed.output.root) : undefined;
  if (!parsed.success || key === undefined)
    throw new HostError(
      "root-bad",
      `${path} is not an agency's root key, or it is damaged; take the root.json that vado agency new made, or its copy.`,
    );
  return { ...parsed.output, key };
}

/** Opens the file. Throws `HostError` for a wrong passphrase or a changed file: which of both nobody can tell. */
export async function openRoot(path: string, passphrase: string): Promise<RootKey> {
  const { key: root, sealed, ...head } = readRoot(path);
  const secret = await secretOf(head, passphrase);
  const nonce = fromBase64url(head.aead.nonce) ?? new Uint8Array(12);
  let seed: Uint8Array;
  try {
    seed = await nodeCrypto.aeadOpen(secret, nonce, headBytes(head), fromBase64url(sealed) ?? new Uint8Array(0));
  } catch {
    throw new HostError("root-shut", `${path} does not open: the passphrase is another, or the file was changed.`);
  }
  const key = await nodeCrypto.ed25519FromSeed(seed);
  if (!Buffer.from(key.publicKey).equals(root))
    throw new HostError("root-bad", `${path} holds another key than it says; take its copy.`);
  return { agency: head.agency, root, key };
}

type Head = Omit<RootFile, "sealed">;

/** Fields in the order in which they are written, whatever the order in the file. */
function headBytes({ label, agency, root, kdf, aead }: Head): Uint8Array {
  const { name, memoryKiB, passes, lanes, salt } = kdf;
  const plain = {
    label,
    agency,
    root,
    kdf: { name, memoryKiB, passes, lanes, salt },
    aead: { name: aead.name, nonce: aead.nonce },
  };
  return Buffer.from(JSON.stringify(plain));
}

async function secretOf({ kdf }: Head, passphrase: string): Promise<Uint8Array> {
  const { memoryKiB: memory, passes, lanes: parallelism, salt } = kdf;
  const nonce = Buffer.from(salt, "base64url");
  const made = await stretch("argon2id", { message: passphrase, nonce, parallelism, tagLength: 32, memory, passes });
  return new Uint8Array(made);
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString("utf8"));
}
