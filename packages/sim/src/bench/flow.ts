import { emptyState, fold, stateText, type Entry } from "@vado/flow";
import { parseEnvelope, withSignature } from "@vado/protocol";
import { playDay, type Day } from "./day.ts";
import { figure, measure, throughputRatio, timed, type Lap } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

interface LoggedEvent {
  readonly entry: Entry;
  /** The signed text the entry was parsed from. */
  readonly text: string;
  /** A heartbeat or an acknowledgement: most of a log, and little work. */
  readonly beat: boolean;
}

/**
 * `flow.fold`: a day's log of one link from the empty state, entries as the inbox hands them over. The peer is what no
 * reader of that log can do without: `JSON.parse` of the same events' signed texts, no schema, no signature.
 * `flow.fold.acts`: only what officers and desks did, its peer over the same events; both sides run in one go, and the
 * two readings of the clock at each such event in a fold of the whole count as ours.
 */
export async function benchFlow(plan: BenchPlan): Promise<Record<string, Figure>> {
  const day = await playDay(plan.hours);
  const events = eventsOf(day);
  const again = emptyState(day.link);
  for (const { entry } of events) fold(again, entry);
  if (stateText(again) !== stateText(day.state)) throw new Error("the log does not lead to the archive's state");

  const acts = events.filter(({ beat }) => !beat);
  const reading = {
    unit: "events/s",
    limit: "ratio >= 0.5",
    value: (seconds: number) => 1 / seconds,
    ratio: throughputRatio,
  };
  return {
    "flow.fold": figure(
      await measure(
        plan,
        () => foldAll(day.link, events),
        () => parseAll(events),
      ),
      reading,
    ),
    "flow.fold.acts": figure(
      await measure(
        plan,
        () => foldActs(day.link, events),
        () => parseAll(acts),
      ),
      reading,
    ),
  };
}

async function foldAll(link: string, events: readonly LoggedEvent[]): Promise<Lap> {
  const state = emptyState(link);
  return timed(events.length, () => {
    for (const { entry } of events) fold(state, entry);
  });
}

async function foldActs(link: string, events: readonly LoggedEvent[]): Promise<Lap> {
  const state = emptyState(link);
  let units = 0;
  let ms = 0;
  for (const { entry, beat } of events) {
    if (beat) {
      fold(state, entry);
      continue;
    }
    const start = performance.now();
    fold(state, entry);
    ms += performance.now() - start;
    units += 1;
  }
  return { units, seconds: ms / 1_000 };
}

async function parseAll(events: readonly LoggedEvent[]): Promise<Lap> {
  let objects = 0;
  const lap = await timed(events.length, () => {
    for (const { text } of events) if (typeof JSON.parse(text) === "object") objects += 1;
  });
  if (objects !== events.length) throw new Error("a text is no event");
  return lap;
}

/** Everything of the log that was folded. */
function eventsOf({ rows }: Day): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  for (const { seq, receivedAt: time, device, side, role, text, signature, refused } of rows) {
    if (text === null || signature === null || refused !== null) continue;
    if (device === null || side === null || role === null) throw new Error(`entry ${seq} is of nobody`);
    const parsed = parseEnvelope(withSignature(text, signature));
    if (!parsed.ok) throw new Error(`entry ${seq} is damaged: ${parsed.detail}`);
    const { intent, at, body, seen } = parsed.envelope;
    const beat = body.type === "heartbeat" || body.type === "ack";
    events.push({ entry: { seq, time, device, side, role, seen: seen.seq, intent, at, body }, text, beat });
  }
  return events;
}
