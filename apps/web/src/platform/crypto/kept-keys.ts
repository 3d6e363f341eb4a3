/** Imported keys that are kept: a group has at most 64 devices, and importing costs more than using. */
const KEPT_KEYS_MAX = 256;

export class KeptKeys {
  readonly #keys = new Map<string, Promise<CryptoKey>>();
  readonly #make: (raw: Uint8Array) => Promise<CryptoKey>;

  constructor(make: (raw: Uint8Array) => Promise<CryptoKey>) {
    this.#make = make;
  }

  get(raw: Uint8Array): Promise<CryptoKey> {
    const name = String.fromCharCode(...raw);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = this.#make(raw);
    // Insertion order: the oldest goes first.
    if (this.#keys.size >= KEPT_KEYS_MAX) this.#keys.delete(this.#keys.keys().next().value ?? "");
    this.#keys.set(name, key);
    key.catch(() => this.#keys.delete(name));
    return key;
  }
}
