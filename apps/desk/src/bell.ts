/** Wakes one sleeper; a ring while nobody sleeps is not lost. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Sleeps until the next ring or `ms` at most (machine time; may be Infinity). */
  async wait(ms: number): Promise<void> {
    if (!this.#rung && ms > 0)
      await new Promise<void>((resolve) => {
        // Timers of Node hold 2^31 ms; a minute more often costs nothing.
        const timer = setTimeout(resolve, Math.min(60_000, ms));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#rung = false;
    this.#wake = null;
  }
}
