/** Whether all devices tell one story: the digests they have of a channel at the same sequence. */

/** Sequences of a channel that are remembered. */
const SEQUENCES_MAX = 512;

export class Digests {
  /** By channel and sequence: each digest, and who has it. */
  readonly #seen = new Map<string, Map<number, Map<string, Set<string>>>>();

  /** What a device has; told again it changes nothing. */
  note(device: string, channel: string, seq: number, digest: string): void {
    const sequences = this.#seen.get(channel) ?? new Map<number, Map<string, Set<string>>>();
    this.#seen.set(channel, sequences);
    const digests = sequences.get(seq) ?? new Map<string, Set<string>>();
    sequences.set(seq, digests);
    digests.set(digest, (digests.get(digest) ?? new Set()).add(device));
    if (sequences.size > SEQUENCES_MAX) sequences.delete(Math.min(...sequences.keys()));
  }

  has(device: string, channel: string, seq: number): boolean {
    const digests = this.#seen.get(channel)?.get(seq);
    return digests !== undefined && [...digests.values()].some((devices) => devices.has(device));
  }

  /** The largest number of different digests at one sequence; 1 when all agree. */
  get most(): number {
    let most = 1;
    for (const sequences of this.#seen.values())
      for (const digests of sequences.values()) most = Math.max(most, digests.size);
    return most;
  }

  /** The first sequence at which devices differ: which devices have which digest; null when all agree. */
  get differ(): { readonly channel: string; readonly seq: number; readonly sides: readonly string[][] } | null {
    for (const [channel, sequences] of this.#seen)
      for (const [seq, digests] of sequences)
        if (digests.size > 1) return { channel, seq, sides: [...digests.values()].map((devices) => [...devices]) };
    return null;
  }

  /** Sequences at which at least two devices were compared. */
  get compared(): number {
    let compared = 0;
    for (const sequences of this.#seen.values())
      for (const digests of sequences.values())
        if ([...digests.values()].reduce((sum, devices) => sum + devices.size, 0) > 1) compared++;
    return compared;
  }
}
