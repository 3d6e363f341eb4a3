import type { Later } from "@vado/protocol";
import { concat, numberBytes, utf8 } from "../bytes.ts";
import type { Hkdf } from "./hkdf.ts";

const VERSION = utf8("HPKE-v1");

/** LabeledExtract and LabeledExpand (RFC 9180 §4) for one suite id. */
export interface Labeled {
  extract(salt: Uint8Array, label: string, input: Uint8Array): Later<Uint8Array>;
  expand(key: Uint8Array, label: string, info: Uint8Array, length: number): Later<Uint8Array>;
}

export function labeled(hkdf: Hkdf, suite: Uint8Array): Labeled {
  return {
    extract: (salt, label, input) => hkdf.extract(salt, concat(VERSION, suite, utf8(label), input)),
    expand: (key, label, info, length) =>
      hkdf.expand(key, concat(numberBytes(length, 2), VERSION, suite, utf8(label), info), length),
  };
}
