import { SEAL_HEAD_BYTES, type DerivedKey } from "./vault-key.ts";

/**
 * What all rows of a vault are together: their number, the exclusive or of a keyed mark of each, and how many seals were made.
 * It is sealed with every batch, so one row that was put back, taken away or brought in from a copy shows at the next opening.
 * A copy of the whole file is consistent with itself; against that stands the log (`docs/decisions/0029-at-rest.md`).
 */
export class Tally {
  readonly #marks: DerivedKey;
  readonly #sum: Buffer;
  rows: number;
  /** Seals made under the vault's key. */
  seals: number;

  constructor(marks: DerivedKey, sum: Uint8Array = new Uint8Array(32), rows = 0, seals = 0) {
    this.#marks = marks;
    this.#sum = Buffer.from(sum);
    this.rows = rows;
    this.seals = seals;
  }

  copy(): Tally {
    return new Tally(this.#marks, this.#sum, this.rows, this.seals);
  }

  /** Only the nonce and tag are looked at: they stand for the sealed bytes. */
  add(key: string, head: Uint8Array): void {
    this.#toggle(key, head);
    this.rows += 1;
  }

  take(key: string, head: Uint8Array): void {
    this.#toggle(key, head);
    this.rows -= 1;
  }

  #toggle(key: string, head: Uint8Array): void {
    const mark = this.#marks.mark(head.subarray(0, SEAL_HEAD_BYTES), Buffer.from(key));
    for (let i = 0; i < 32; i += 4) this.#sum.writeInt32BE(this.#sum.readInt32BE(i) ^ mark.readInt32BE(i), i);
  }

  same(other: Tally): boolean {
    return this.rows === other.rows && this.#sum.equals(other.#sum);
  }

  bytes(): Uint8Array {
    const bytes = Buffer.alloc(48);
    this.#sum.copy(bytes);
    bytes.writeBigUInt64BE(BigInt(this.rows), 32);
    bytes.writeBigUInt64BE(BigInt(this.seals), 40);
    return bytes;
  }

  static from(marks: DerivedKey, bytes: Uint8Array): Tally {
    const view = Buffer.from(bytes);
    return new Tally(marks, view.subarray(0, 32), Number(view.readBigUInt64BE(32)), Number(view.readBigUInt64BE(40)));
  }
}
