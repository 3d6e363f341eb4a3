import type { CryptoPort, VaultRow } from "@vado/protocol";
import { hashHex } from "./heads.ts";
import type { ChannelKind } from "./types.ts";

/** Keys and encodings of a device's rows in its vault. Sequences are padded so that keys sort as numbers. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const padded = (n: number): string => String(n).padStart(12, "0");

export const keys = {
  cipher: (kind: ChannelKind) => `c/${kind}/cipher/`,
  meta: (kind: ChannelKind) => `c/${kind}/meta`,
  log: (kind: ChannelKind) => `c/${kind}/log/`,
  waiting: (kind: ChannelKind) => `c/${kind}/wait/`,
  digest: "c/record/digest/",
  state: "c/record/state",
  join: (kind: ChannelKind) => `c/${kind}/join`,
  outbox: "out/",
  undone: "undone/",
  removal: (kind: ChannelKind) => `c/${kind}/removal`,
  order: "removal/",
  moving: (kind: ChannelKind) => `c/${kind}/moving`,
  flying: (kind: ChannelKind) => `c/${kind}/flying`,
} as const;

/** Of a device's certificate. Names of rows lie in the clear (host VS, web WS3), and devices' names are not for a thief. */
export const certificateKey = async (crypto: CryptoPort, device: string): Promise<string> =>
  `c/record/certificate/${(await hashHex(crypto, device)).slice(0, 32)}`;

export function jsonRow(key: string, value: unknown): VaultRow {
  return { key, value: encoder.encode(JSON.stringify(value)) };
}

export function textRow(key: string, text: string): VaultRow {
  return { key, value: encoder.encode(text) };
}

export const noRow = (key: string): VaultRow => ({ key, value: null });

/** Rows of our own writing, read back; a row that is not JSON means a broken disk, and stops the device. */
export function fromJson<T>(value: Uint8Array | undefined): T | undefined {
  return value === undefined ? undefined : (JSON.parse(decoder.decode(value)) as T);
}

export const fromText = (value: Uint8Array): string => decoder.decode(value);
