/** A wait that can be cut short; a nudge given while nobody waits cuts the next one short. */
export class Nudge {
  #given = false;
  #wake: (() => void) | null = null;

  give(): void {
    this.#given = true;
    this.#wake?.();
  }

  /** Resolves after `ms`, or at once when nudged. Lets others have their turn even when `ms` is 0. */
  async wait(ms: number): Promise<void> {
    if (!this.#given)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    else await new Promise<void>((resolve) => setImmediate(resolve));
    this.#given = false;
    this.#wake = null;
  }
}
