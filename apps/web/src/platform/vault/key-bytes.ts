/** Keys as bytes: IndexedDB orders strings by UTF-16 and bytes by bytes, and a vault lists by UTF-8 bytes. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const keyBytes = (key: string): Uint8Array<ArrayBuffer> => encoder.encode(key);
export const keyText = (key: Uint8Array | ArrayBuffer): string => decoder.decode(key);

/** All keys that begin with a prefix: no byte of UTF-8 is 255. */
export function prefixRange(prefix: string): IDBKeyRange {
  const from = keyBytes(prefix);
  const to = new Uint8Array(from.length + 1);
  to.set(from);
  to[from.length] = 0xff;
  return IDBKeyRange.bound(from, to, false, true);
}
