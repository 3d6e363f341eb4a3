import type { VaultRow } from "@vado/protocol";
import { open, seal } from "../lock/data-key.ts";
import { openVault, type DeviceVault } from "./idb-vault.ts";

/** A device's vault with every row sealed by its data key. The place of a row, bound into its seal, is the device's name and the row's key (WS1). */

const IV_BYTES = 12;

export function sealedVault(inner: DeviceVault, device: string, key: CryptoKey): DeviceVault {
  const place = (row: string): string => `${device}\n${row}`;
  /** Sealing takes as long as it takes: batches go to disk in the order they were asked for (K23). */
  let last: Promise<void> = Promise.resolve();
  const read = async (row: string, value: Uint8Array): Promise<Uint8Array> =>
    open(key, place(row), { iv: own(value.subarray(0, IV_BYTES)), bytes: own(value.subarray(IV_BYTES)) });
  const sealRow = async ({ key: row, value }: VaultRow): Promise<VaultRow> => {
    if (value === null) return { key: row, value };
    const { iv, bytes } = await seal(key, place(row), own(value));
    const stored = new Uint8Array(IV_BYTES + bytes.length);
    stored.set(iv);
    stored.set(bytes, IV_BYTES);
    return { key: row, value: stored };
  };
  return {
    ...inner,
    async get(row) {
      await last;
      const value = await inner.get(row);
      return value === undefined ? undefined : read(row, value);
    },
    async list(prefix) {
      await last;
      const rows = await inner.list(prefix);
      return Promise.all(rows.map(async (row) => ({ key: row.key, value: await read(row.key, row.value) })));
    },
    write(rows) {
      // Copies at once: the caller may change its bytes.
      const sealed = Promise.all(rows.map((row) => sealRow({ key: row.key, value: row.value?.slice() ?? null })));
      sealed.catch(() => undefined);
      const written = last.then(async () => inner.write(await sealed));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/**
 * Opens a device's vault under its data key. One that was open until now, or is new, is sealed first: all rows and the mark that they are, in one transaction, so that
 * after a crash it is one or the other.
 */
export async function openSealedVault(device: string, key: CryptoKey): Promise<DeviceVault> {
  const inner = await openVault(device);
  const sealed = sealedVault(inner, device, key);
  if (await inner.isSealed()) return sealed;
  await inner.claim();
  const all = sealedVault({ ...inner, write: (rows) => inner.sealWith(rows) }, device, key);
  await all.write(await inner.list(""));
  return sealed;
}

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
