import { parseWire, TickSchema, virtualTime, type Clock, type Tick } from "@vado/protocol";

/** The clock a device stands on, and how fast it runs. */
export interface DeviceClock extends Clock {
  /** Real ms until the clock shows `at`, if it keeps its pace. */
  realMsUntil(at: number): number;
  /** Resolves when the clock shows a time, or after a while without an answer. */
  readonly ready: Promise<void>;
  /** Calls back when the clock changed its pace or jumped. */
  onChange(listener: () => void): void;
  stop(): void;
}

/** The machine's own. */
export const machineClock: DeviceClock = {
  now: () => Date.now(),
  realMsUntil: (at) => at - Date.now(),
  ready: Promise.resolve(),
  onChange: () => {},
  stop: () => {},
};

/** A conductor is asked for its tick this often, ms. */
const ASK_EVERY_MS = 2_000;
const ANSWER_MS_MAX = 5_000;
/** A page that has heard a tick before does not wait long for the next, ms. */
const FIRST_TICK_MS = 500;
/** A tick that took this much longer than the quickest tells little about the two machines' clocks, ms. */
const ROUND_TRIP_SLACK_MS = 30;

/**
 * The clock of a demo, whose time a conductor gives out at `url`. While the conductor is away time goes on to the limit it gave
 * and stands still there; after a restart of the page it goes on from the last tick that was heard.
 */
export function pacedClock(url: string): DeviceClock {
  let { tick, offsetMs } = recall(url);
  let quickestMs = Infinity;
  let stopped = false;
  const listeners = new Set<() => void>();

  async function ask(): Promise<void> {
    const before = Date.now();
    const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const answer = response.ok ? parseWire(TickSchema, await response.text()) : undefined;
    if (answer === undefined) return;
    const roundTripMs = Date.now() - before;
    if (roundTripMs <= quickestMs + ROUND_TRIP_SLACK_MS) {
      quickestMs = Math.min(quickestMs, roundTripMs);
      offsetMs = answer.now - (before + roundTripMs / 2);
    }
    const changed = tick === null || tick.pace !== answer.pace || Math.abs(read(answer) - read(tick)) > JUMP_MS;
    tick = answer;
    remember(url, { tick, offsetMs });
    if (changed) for (const listener of listeners) listener();
  }

  const read = (of: Tick | null): number => (of === null ? 0 : virtualTime(of, Date.now() + offsetMs));
  const asking = setInterval(() => {
    if (!stopped) ask().catch(() => undefined);
  }, ASK_EVERY_MS);
  const first = ask().catch(() => undefined);
  const soon = tick === null ? first : new Promise<void>((resolve) => setTimeout(resolve, FIRST_TICK_MS));

  return {
    now: () => read(tick),
    realMsUntil: (at) => (tick === null || tick.pace === 0 ? Infinity : (at - read(tick)) / tick.pace),
    ready: Promise.race([first, soon]),
    onChange: (listener) => void listeners.add(listener),
    stop() {
      stopped = true;
      clearInterval(asking);
      listeners.clear();
    },
  };
}

/** Two ticks that differ by more than this, virtual ms, are a jump and no drift. */
const JUMP_MS = 600_000;

interface Heard {
  readonly tick: Tick | null;
  readonly offsetMs: number;
}

const memoryKey = (url: string): string => `vado.tick ${url}`;

function recall(url: string): Heard {
  try {
    const heard = JSON.parse(localStorage.getItem(memoryKey(url)) ?? "") as Heard;
    if (typeof heard.tick?.virtual === "number" && typeof heard.offsetMs === "number") return heard;
  } catch {
    // Nothing kept, or nothing that can be read.
  }
  return { tick: null, offsetMs: 0 };
}

function remember(url: string, heard: Heard): void {
  try {
    localStorage.setItem(memoryKey(url), JSON.stringify(heard));
  } catch {
    // A browser that keeps nothing starts at the log's own time.
  }
}
