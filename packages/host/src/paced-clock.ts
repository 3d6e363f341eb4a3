import { virtualTime, type Clock, type Sleep, type Tick } from "@vado/protocol";
import { systemClock, systemSleep } from "./system.ts";

/** Clocks whose time somebody else hands out. */

/** A clock one can wait on: until a moment of its own time, however fast that passes. */
export interface WaitableClock extends Clock {
  /** Resolves once `now()` is `time` (ms) or later, or as soon as the signal aborts; never rejects. */
  until(time: number, signal: AbortSignal): Promise<void>;
  /** Machine ms until `time` as things are; 0 when it has come, Infinity while time stands still before it. */
  machineMsUntil(time: number): number;
  /** Calls back whenever that has changed; the function returned ends it. Never called by a clock that runs by itself. */
  onTick(listener: (tick: Tick) => void): () => void;
}

/** A clock that runs by the last tick it was given; it stands still before the first and never runs backwards. */
export interface PacedClock extends WaitableClock {
  readonly tick: Tick;
  set(tick: Tick): void;
}

/** A wait never sleeps longer than this without looking again, ms: timers of Node hold 2^31 ms at most. */
const LOOK_MS_MAX = 3_600_000;

const STANDING: Tick = { virtual: 0, real: 0, pace: 0, limit: 0 };

export function pacedClock(
  initial: Tick = STANDING,
  machine: Clock = systemClock,
  sleep: Sleep = systemSleep,
): PacedClock {
  const listeners = new Set<(tick: Tick) => void>();
  let tick = initial;
  let floor = -Infinity;
  const now = (): number => (floor = Math.max(floor, Math.floor(virtualTime(tick, machine.now()))));
  const machineMsUntil = (time: number): number => {
    const left = time - now();
    if (left <= 0) return 0;
    return time > tick.limit || tick.pace <= 0 ? Infinity : left / tick.pace;
  };
  const onTick = (listener: (tick: Tick) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    now,
    machineMsUntil,
    onTick,
    get tick() {
      return tick;
    },
    set(next) {
      tick = next;
      for (const listener of listeners) listener(next);
    },
    async until(time, signal) {
      while (!signal.aborted && now() < time) {
        // A new tick may bring the moment nearer or farther: look again.
        const changed = new AbortController();
        const stop = (): void => changed.abort();
        const forget = onTick(stop);
        signal.addEventListener("abort", stop, { once: true });
        await sleep(Math.min(LOOK_MS_MAX, Math.max(1, Math.ceil(machineMsUntil(time)))), changed.signal);
        forget();
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

/** The machine's clock, to be waited on. */
export const systemWaitableClock: WaitableClock = {
  now: () => systemClock.now(),
  machineMsUntil: (time) => Math.max(0, time - systemClock.now()),
  onTick: () => () => {},
  async until(time, signal) {
    while (!signal.aborted && systemClock.now() < time)
      await systemSleep(Math.min(LOOK_MS_MAX, time - systemClock.now()), signal);
  },
};

/**
 * A clock set by the parent process over its pipe (`fork`): every message `{tick}` sets it; others are left alone. Time stands
 * still at 0 until the first. Throws when there is no parent to conduct.
 */
export function conductedClock(): PacedClock {
  if (process.send === undefined) throw new Error("there is no parent process to hand out time");
  const clock = pacedClock();
  process.on("message", (message: unknown) => {
    const tick = tickIn(message);
    if (tick !== undefined) clock.set(tick);
  });
  return clock;
}

/** The tick in a message from the parent, if it is one. */
export function tickIn(message: unknown): Tick | undefined {
  if (typeof message !== "object" || message === null || !("tick" in message)) return undefined;
  const tick = message.tick as Partial<Record<keyof Tick, unknown>> | null;
  if (typeof tick !== "object" || tick === null) return undefined;
  const { virtual, real, pace, limit } = tick;
  const whole = [virtual, real, pace, limit].every((value) => typeof value === "number" && Number.isFinite(value));
  return whole ? ({ virtual, real, pace, limit } as Tick) : undefined;
}
