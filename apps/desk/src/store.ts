import type { Vault, VaultRow } from "@vado/protocol";

/** What a desk itself must not forget, as JSON in one vault: counts, invites, its officers' devices, nonces, an audit. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A row to write: `null` removes it. */
export const row = (key: string, value: unknown): VaultRow => ({
  key,
  value: value === null ? null : encoder.encode(JSON.stringify(value)),
});

export async function readRow<T>(vault: Vault, key: string): Promise<T | undefined> {
  const value = await vault.get(key);
  return value === undefined ? undefined : (JSON.parse(decoder.decode(value)) as T);
}

export async function readRows<T>(vault: Vault, prefix: string): Promise<(readonly [string, T])[]> {
  const rows = await vault.list(prefix);
  return rows.map(({ key, value }) => [key.slice(prefix.length), JSON.parse(decoder.decode(value)) as T] as const);
}

/** Does one thing after another: what is checked still holds when it is written. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** What was done with the desk's powers, for its agency to look up. */
export interface AuditEntry {
  /** On the desk's clock, ms. */
  readonly at: number;
  readonly did: "invited" | "enrolled" | "counted" | "removed" | "replaced" | "revoked" | "moved";
  /** An officer's device, or who else. */
  readonly by: string;
  readonly link: string | null;
  readonly role: string | null;
  /** The device that was admitted or is to go. */
  readonly device: string | null;
}

/** Entries kept; the oldest go. */
export const AUDIT_MAX = 10_000;

/** Numbers the rows of the audit. */
export class Audit {
  #next: number;

  private constructor(next: number) {
    this.#next = next;
  }

  static async open(vault: Vault): Promise<Audit> {
    const last = (await vault.list("audit/")).at(-1)?.key;
    return new Audit(last === undefined ? 0 : Number(last.slice(6)) + 1);
  }

  /** Rows to be written with the effect they speak of. */
  rows(entry: AuditEntry): VaultRow[] {
    const n = this.#next++;
    const written = [row(auditKey(n), entry)];
    return n < AUDIT_MAX ? written : [...written, row(auditKey(n - AUDIT_MAX), null)];
  }
}

const auditKey = (n: number): string => `audit/${String(n).padStart(10, "0")}`;
