import { randomBytes, type Lock } from "./data-key.ts";

/** The phone's own lock (fingerprint, face, PIN) by WebAuthn's PRF extension: it gives the same 32 bytes each time its person unlocks it, and nothing leaves this browser. */

export type PhoneTerms = Omit<Extract<Lock, { kind: "prf" }>, "wrapped">;

const SALT_BYTES = 32;
const TIMEOUT_MS = 60_000;

/** The person called it off, or the phone can't do it: say so and offer a passphrase. */
export class PhoneLockRefused extends Error {
  override readonly name = "PhoneLockRefused";
}

/** Whether it is worth offering: a platform authenticator that verifies its user, on a name that may have credentials. */
export async function hasPhoneLock(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined" || /^[\d.]+$|:/.test(location.hostname)) return false;
  try {
    return await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  } catch {
    return false;
  }
}

interface PrfOutputs {
  readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: BufferSource } };
}

/** Makes a credential of this device on the phone. Throws `PhoneLockRefused`. */
export async function makePhoneLock(
  device: string,
): Promise<{ readonly terms: PhoneTerms; readonly secret: Uint8Array<ArrayBuffer> }> {
  const salt = randomBytes(SALT_BYTES);
  const extensions = { prf: { eval: { first: salt } } } as AuthenticationExtensionsClientInputs;
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "Vado" },
        // No person: a name for the phone's own list of what it keeps.
        user: { id: randomBytes(16), name: device, displayName: device },
        challenge: randomBytes(32),
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          residentKey: "discouraged",
          userVerification: "required",
        },
        attestation: "none",
        timeout: TIMEOUT_MS,
        extensions,
      },
    }),
  );
  const terms: PhoneTerms = { kind: "prf", credential: new Uint8Array(made.rawId), salt };
  const { prf } = made.getClientExtensionResults() as PrfOutputs;
  if (prf?.enabled !== true) throw new PhoneLockRefused("this phone's lock gives no key");
  // Some give the bytes only when they are asked for once more.
  return { terms, secret: secretOf(made) ?? (await askPhone(terms)) };
}

/** Asks the phone's person to unlock. Throws `PhoneLockRefused`. */
export async function askPhone({ credential, salt }: PhoneTerms): Promise<Uint8Array<ArrayBuffer>> {
  const found = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: "public-key", id: credential, transports: ["internal"] }],
        userVerification: "required",
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt } } } as AuthenticationExtensionsClientInputs,
      },
    }),
  );
  const secret = secretOf(found);
  if (secret === null) throw new PhoneLockRefused("this phone's lock gave no key");
  return secret;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential !== null) return credential as PublicKeyCredential;
  } catch (error) {
    throw new PhoneLockRefused("the phone's lock was called off, or is not there", { cause: error });
  }
  throw new PhoneLockRefused("the phone's lock gave nothing");
}

function secretOf(credential: PublicKeyCredential): Uint8Array<ArrayBuffer> | null {
  const first = (credential.getClientExtensionResults() as PrfOutputs).prf?.results?.first;
  if (first === undefined) return null;
  const bytes =
    first instanceof ArrayBuffer
      ? new Uint8Array(first)
      : new Uint8Array(first.buffer, first.byteOffset, first.byteLength);
  return bytes.length === 32 ? (bytes.slice() as Uint8Array<ArrayBuffer>) : null;
}
