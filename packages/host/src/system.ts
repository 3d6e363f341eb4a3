import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import type { Clock, Log, Sleep } from "@vado/protocol";

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** Sleeps on the machine's clock; does not keep a process alive. */
export const systemSleep: Sleep = async (ms, signal) => {
  if (signal.aborted) return;
  try {
    await delay(ms, undefined, { signal: signal as AbortSignal, ref: false });
  } catch {
    // Aborted: the sleep is over.
  }
};

/** Writes events as JSON lines to a file descriptor (2: standard error). No host name, no process id. */
export function pinoLog(descriptor = 2): Log {
  const logger = pino({ base: null, messageKey: "event" }, pino.destination({ dest: descriptor, sync: true }));
  return { event: (name, fields = {}) => logger.info(fields, name) };
}

/** Writes nothing. */
export const silentLog: Log = { event: () => {} };
