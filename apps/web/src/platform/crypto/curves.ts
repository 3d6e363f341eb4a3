import type { CryptoPort } from "@vado/protocol";

/** The part of the primitives that not every browser has: Ed25519 and X25519. */
export type SignatureCurve = Pick<CryptoPort, "ed25519FromSeed" | "ed25519Sign" | "ed25519Verify">;
export type AgreementCurve = Pick<CryptoPort, "x25519FromSeed" | "x25519Shared">;
