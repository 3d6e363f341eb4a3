/** Rests that can be cut short. */
export interface Pause {
  /** Resolves after `ms`, or at once when somebody wakes it. */
  rest(ms: number): Promise<void>;
  wake(): void;
}

export function pause(): Pause {
  let wake: (() => void) | undefined;
  return {
    rest: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake?.(),
  };
}

const BACK_OFF_MS = 1_000;
export const BACK_OFF_MS_MAX = 30_000;

/** How long to wait after so many failures in a row, ms: twice as long each time, half of it by chance, so that many phones do not return at once. */
export function backOffMs(failures: number, chance: number = Math.random()): number {
  const whole = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** Math.min(failures - 1, 10));
  return whole / 2 + (whole / 2) * chance;
}
