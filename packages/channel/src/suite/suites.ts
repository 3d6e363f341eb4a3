import type { CiphersuiteImpl } from "ts-mls";
import { BARRED_MAX, USED_TICKETS_MAX, X_WING_BARRED_MAX, X_WING_USED_TICKETS_MAX } from "../limits.ts";

/** The suites a charter can ask for (C32); a link that names none has the first. */
export type SuiteName = "x25519" | "xwing";

/** What frames of a suite look like from outside; sizes in bytes. */
export interface SuiteFacts {
  /** The library's name, which stands for the number in every leaf and group context. */
  readonly mls: CiphersuiteImpl["name"];
  /** Of the KEM: what it puts beside a ciphertext (Nenc), and its public keys (Npk). */
  readonly kemOutputBytes: number;
  readonly publicKeyBytes: number;
  /** Nh: secrets, path secrets among them, hashes and MACs. */
  readonly secretBytes: number;
  /** Tickets one group can use up (C7): the list has to fit its GroupInfo beside the tree. */
  readonly usedTicketsMax: number;
  /** Marks of who never joins again (C31), likewise. */
  readonly barredMax: number;
}

export const SUITES: Readonly<Record<SuiteName, SuiteFacts>> = {
  /** Ciphersuite 1 (RFC 9420 §17.1, sizes RFC 9180 §7.1). */
  x25519: {
    mls: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
    kemOutputBytes: 32,
    publicKeyBytes: 32,
    secretBytes: 32,
    usedTicketsMax: USED_TICKETS_MAX,
    barredMax: BARRED_MAX,
  },
  /** Number 83 is the library's own choice: nobody has registered one for X-Wing. Sizes: draft-connolly-cfrg-xwing-kem-10, encoding and sizes. */
  xwing: {
    mls: "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
    kemOutputBytes: 1_120,
    publicKeyBytes: 1_216,
    secretBytes: 64,
    usedTicketsMax: X_WING_USED_TICKETS_MAX,
    barredMax: X_WING_BARRED_MAX,
  },
};

/** The AEAD's tag, at the end of every sealed path secret. */
export const TAG_BYTES = 16;
