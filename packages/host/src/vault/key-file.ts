import { argon2Sync, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { HostError } from "../host-error.ts";
import { DerivedKey, SealBroken, VAULT_KEY_BYTES, VaultKey } from "./vault-key.ts";

/** Name of the key among a systemd service's credentials (`LoadCredentialEncrypted=vado-key:…`). */
export const CREDENTIAL_NAME = "vado-key";
const KEY_FILE_BYTES_MAX = 4_096;
export const PASSPHRASE_CHARACTERS_MIN = 12;

/** Argon2id, RFC 9106's second recommendation: memory in KiB. About 0.7 s on one slow core. */
const ARGON2 = { memory: 65_536, passes: 3, parallelism: 4 } as const;
/** A key file of somebody else must not ask for more than this. */
const ARGON2_MAX = { memory: 1_048_576, passes: 16, parallelism: 16 } as const;

/** Where a key comes from. */
export interface KeySource {
  /** The key file. A systemd credential named `CREDENTIAL_NAME` goes before it. */
  readonly file: string;
  /** Opens, or makes, a key file that holds the key under a passphrase. */
  readonly passphrase?: string;
  /** For the credential: `process.env["CREDENTIALS_DIRECTORY"]`. */
  readonly credentials?: string | undefined;
  /** False: a key that is not there is not made. */
  readonly make?: boolean;
}

/** Reads the key, or makes a file with a fresh one where there is none. Throws `HostError`; the sentence never holds a key. */
export function vaultKeyFrom({ file, passphrase, credentials, make = true }: KeySource): VaultKey {
  const credential = credentials === undefined ? undefined : join(credentials, CREDENTIAL_NAME);
  const path = credential !== undefined && existsSync(credential) ? credential : file;
  if (!existsSync(path)) {
    if (make) return makeKeyFile(path, passphrase);
    throw new HostError("key-none", `There is no key ${path}; say with --key where the one is that sealed this.`);
  }
  const text = readOwn(path).trim();
  if (text.startsWith("{")) {
    if (passphrase === undefined)
      throw new HostError(
        "key-locked",
        `The key ${path} is under a passphrase; start with --passphrase and give it on standard input.`,
      );
    return unwrap(path, text, passphrase);
  }
  if (passphrase !== undefined)
    throw new HostError("key-unlocked", `The key ${path} is not under a passphrase; start without --passphrase.`);
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw malformed(path);
  return new VaultKey(Buffer.from(text, "base64url"));
}

/** The first line of standard input. A terminal would show it while it is typed, so it is refused. */
export function passphraseFrom(input: { readonly isTTY?: boolean; readonly fd: number }): string {
  if (input.isTTY === true)
    throw new HostError(
      "passphrase-shown",
      "Give the passphrase on standard input from a program that does not show it: systemd-ask-password | vado desk --passphrase",
    );
  return readFileSync(input.fd, "utf8").split(/\r?\n/)[0] ?? "";
}

function readOwn(path: string): string {
  try {
    const { mode, size } = statSync(path);
    if ((mode & 0o077) !== 0)
      throw new HostError("key-open", `Others can read the key ${path}; make it your own with chmod 600.`);
    if (size > KEY_FILE_BYTES_MAX) throw malformed(path);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("key-unreadable", `The key ${path} can't be read.`, error);
  }
}

function makeKeyFile(path: string, passphrase: string | undefined): VaultKey {
  const key = VaultKey.fresh();
  const text = passphrase === undefined ? Buffer.from(key.unsafeBytes()).toString("base64url") : wrap(key, passphrase);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, `${text}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new HostError("key-unwritable", `The key ${path} can't be made.`, error);
  }
  return key;
}

function wrap(key: VaultKey, passphrase: string): string {
  if (passphrase.length < PASSPHRASE_CHARACTERS_MIN)
    throw new HostError("passphrase-short", `The passphrase needs ${PASSPHRASE_CHARACTERS_MIN} characters or more.`);
  const salt = randomBytes(16);
  const wrapped = key.wrappedBy(stretched(passphrase, salt, ARGON2));
  return JSON.stringify({
    v: 1,
    kdf: "argon2id",
    ...ARGON2,
    salt: salt.toString("base64url"),
    wrapped: Buffer.from(wrapped).toString("base64url"),
  });
}

function unwrap(path: string, text: string, passphrase: string): VaultKey {
  const file = parsed(path, text);
  try {
    return new VaultKey(stretched(passphrase, file.salt, file).open("key", file.wrapped));
  } catch (error) {
    if (error instanceof SealBroken) throw new HostError("passphrase-wrong", `That is not the passphrase of ${path}.`);
    throw error;
  }
}

function stretched(
  passphrase: string,
  salt: Uint8Array,
  { memory, passes, parallelism }: { readonly memory: number; readonly passes: number; readonly parallelism: number },
): DerivedKey {
  const message = passphrase.normalize("NFC");
  return new DerivedKey(
    argon2Sync("argon2id", { message, nonce: salt, memory, passes, parallelism, tagLength: VAULT_KEY_BYTES }),
  );
}

/** `VaultKey` under a passphrase, as its file says it. */
interface WrappedKey {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  readonly wrapped: Uint8Array;
}

function parsed(path: string, text: string): WrappedKey {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw malformed(path);
  }
  const number = (name: keyof typeof ARGON2_MAX): number => {
    const value = file[name];
    if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > ARGON2_MAX[name]) throw malformed(path);
    return Number(value);
  };
  const bytes = (name: string, length: number): Uint8Array => {
    const value = Buffer.from(String(file[name]), "base64url");
    if (value.length !== length) throw malformed(path);
    return value;
  };
  if (file["v"] !== 1 || file["kdf"] !== "argon2id") throw malformed(path);
  const [memory, passes, parallelism] = [number("memory"), number("passes"), number("parallelism")];
  if (memory < 8 * parallelism) throw malformed(path);
  return { memory, passes, parallelism, salt: bytes("salt", 16), wrapped: bytes("wrapped", VAULT_KEY_BYTES + 28) };
}

const malformed = (path: string): HostError =>
  new HostError("key-malformed", `${path} is not a key of Vado; restore it from its copy.`);
