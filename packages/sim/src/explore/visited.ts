/**
 * A set of texts, of which it keeps 64 bits each: two texts of ten million meet by chance with a probability of about 3 in a
 * million, and then one world is not looked at.
 */
export class Visited {
  #slots = new Uint32Array(2 << 16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether the text is new. */
  add(text: string): boolean {
    let low = 0xdeadbeef;
    let high = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 2654435761);
      high = Math.imul(high ^ unit, 1597334677);
    }
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    if (this.#size * 3 > this.#slots.length) this.#grow();
    // Two noughts are an empty slot.
    return this.#put(low >>> 0, high >>> 0 || 1);
  }

  #put(low: number, high: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (low << 1) & mask;
    while (slots[at + 1] !== 0) {
      if (slots[at] === low && slots[at + 1] === high) return false;
      at = (at + 2) & mask;
    }
    slots[at] = low;
    slots[at + 1] = high;
    this.#size++;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#size = 0;
    for (let at = 0; at < old.length; at += 2)
      if (old[at + 1] !== 0) this.#put(old[at] as number, old[at + 1] as number);
  }
}
