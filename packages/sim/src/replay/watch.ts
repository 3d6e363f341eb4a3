import { setTimeout as sleep } from "node:timers/promises";
import { boardText } from "./board.ts";
import type { Moment } from "./replay.ts";

/** Shows a replay to a person: fast through the night, at a pace one can follow once people move. */

const MINUTE_MS = 60_000;
/** Virtual seconds a real second holds while people move. */
export const WATCH_PACE = 120;
/** A terminal is redrawn for every virtual minute, a file gets a picture every quarter of an hour. */
const TTY_EVERY_MS = MINUTE_MS;
const FILE_EVERY_MS = 15 * MINUTE_MS;

export function watcher(out: NodeJS.WriteStream, pace: number): (moment: Moment) => Promise<void> {
  let shownAt = 0;
  let began: { real: number; virtual: number } | null = null;
  const every = out.isTTY ? TTY_EVERY_MS : FILE_EVERY_MS;
  return async (moment) => {
    if (moment.now < shownAt + every && moment.now < moment.end) return;
    shownAt = moment.now;
    const views = await moment.views();
    const busy = views.some((view) => view.groups.length > 0);
    if (busy) began ??= { real: performance.now(), virtual: moment.now };
    out.write(`${out.isTTY ? "\u001B[2J\u001B[H" : ""}${boardText(moment, views)}\n`);
    if (began === null || pace <= 0) return;
    const due = began.real + (moment.now - began.virtual) / pace;
    const ahead = due - performance.now();
    if (ahead > 0) await sleep(ahead);
    else began = { real: performance.now(), virtual: moment.now };
  };
}
