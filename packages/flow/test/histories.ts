import fc from "fast-check";
import type { Body, EventId, StationId, Terms } from "@vado/protocol";
import { emptyState, fold, type Entry, type LinkState, type Verdict } from "../src/index.ts";
import { anything, next, placesNow } from "./officers.ts";
import { MIN, R, S, T0, TERMS, code, id, type Officer } from "./support.ts";

/**
 * Random two-sided histories. Eight devices, each with its own copy of the log read up to some point and its own clock, act on what
 * they believe: mostly what their role would do next, sometimes something else, late, twice, or about the wrong thing.
 */

/** Numbers that chance gives; what they mean depends on who acts and what it believes. All noughts is the dullest step. */
export interface Step {
  readonly who: number;
  readonly read: number;
  readonly act: number;
  readonly x: number;
  readonly y: number;
  readonly pause: number;
}
export interface Plan {
  readonly terms: Partial<Terms>;
  readonly skewsS: readonly number[];
  readonly steps: readonly Step[];
}

/** The rules a history is played under; a planted bug is another one. */
export interface Law {
  readonly fold: typeof fold;
}
export const LAW: Law = { fold };

export interface Line {
  readonly entry: Entry;
  readonly verdict: Verdict;
}
export interface History {
  readonly lines: readonly Line[];
  readonly state: LinkState;
}

const nat = (max: number) => fc.nat({ max });
const step: fc.Arbitrary<Step> = fc.record({
  who: nat(13),
  read: nat(9),
  act: nat(99),
  x: nat(999),
  y: nat(999),
  pause: nat(99),
});
const block = fc.constantFrom<Terms["block"]>(
  { kind: "absolute" },
  { kind: "absolute" },
  { kind: "permissive", groups: 2 },
  { kind: "permissive", groups: 3, people: 30 },
  { kind: "permissive", people: 25 },
  { kind: "paced" },
);
export const plans = (steps = 320): fc.Arbitrary<Plan> =>
  fc.record({
    terms: fc.record({
      block,
      ratePerHour: fc.constantFrom(null, null, 25, 60),
      quotaPerDay: fc.constantFrom(null, null, 40, 200),
      order: fc.constantFrom("since" as const, "needs-since" as const),
      offlineMaxMin: fc.constantFrom(30, 60),
    }),
    skewsS: fc.array(
      fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(0, 0, 0, -60, 90) },
        { weight: 1, arbitrary: fc.constantFrom(400, -900) },
      ),
      { minLength: 8, maxLength: 8 },
    ),
    steps: fc.array(step, { minLength: Math.floor(steps / 2), maxLength: steps, size: "max" }),
  });

const CREW: readonly Officer[] = [S.field, S.duty, R.duty, R.field, R.desk, S.duty2, R.sup, S.desk];

/** Those who drive a handover act more often than the others. */
const ACTIVE = [0, 1, 2, 3, 0, 2];

interface Device {
  readonly officer: Officer;
  readonly skewMs: number;
  readonly state: LinkState;
  read: number;
  readonly kept: { body: Body; intent: EventId; at: number }[];
}

/** Called after each entry was folded into the common state. */
export type Watch = (state: LinkState, line: Line) => void;
/** Called before, with the state as it was. */
export type Before = (state: LinkState, entry: Entry) => void;

export function play(plan: Plan, law: Law = LAW, watch?: Watch, before?: Before): History {
  const state = emptyState("L1");
  const lines: Line[] = [];
  let time = T0;
  let ids = 1;
  const devices: Device[] = CREW.map((officer, i) => ({
    officer,
    skewMs: (plan.skewsS[i] ?? 0) * 1_000,
    state: emptyState("L1"),
    read: 0,
    kept: [],
  }));

  const append = (device: Device, body: Body, intent: EventId, at: number) => {
    const entry: Entry = {
      seq: lines.length + 1,
      time,
      ...device.officer,
      seen: device.read,
      intent,
      at: Math.max(0, at),
      body,
    };
    before?.(state, entry);
    const line = { entry, verdict: law.fold(state, entry) };
    lines.push(line);
    watch?.(state, line);
  };
  const say = (device: Device, make: (intent: EventId) => Body | null) => {
    const intent = id(ids++);
    const body = make(intent);
    if (body !== null) append(device, body, intent, time + device.skewMs);
  };
  const catchUp = (device: Device, to: number) => {
    for (; device.read < to; device.read++) law.fold(device.state, (lines[device.read] as Line).entry);
  };
  const [sField, sDuty, rDuty, , rDesk, , , sDesk] = devices as [
    Device,
    Device,
    Device,
    Device,
    Device,
    Device,
    Device,
    Device,
  ];
  const terms = { ...TERMS, logFreshS: 300, conditionsValidMin: 30, ...plan.terms };

  say(sDesk, () => ({ type: "station.opened", station: "MAT" as StationId }));
  say(rDesk, () => ({ type: "station.opened", station: "BRO" as StationId }));
  say({ ...rDuty, skewMs: 0 }, () => ({ type: "agreement.proposed", version: 1, terms, validFrom: 0 }));
  const proposal = (lines.at(-1) as Line).entry.intent as EventId;
  for (const one of [sDuty, rDuty])
    say({ ...one, skewMs: 0 }, () => ({ type: "agreement.signed", version: 1, answers: proposal }));

  for (const [i, { who, read, act, x, y, pause }] of plan.steps.entries()) {
    // Now and then the other bank is silent for a while, or nobody looks at the river.
    const silent = i % 50 >= 38;
    const dark = i % 80 >= 60;
    time +=
      pause < 90
        ? pause * 1_000
        : pause < 97
          ? (pause - 87) * 2 * MIN
          : pause < 99 || x % 3 > 0
            ? 70 * MIN
            : 20 * 60 * MIN;
    // The archives mostly do their duty, or nothing could ever be released.
    if (pause % 6 !== 5 && !silent)
      for (const desk of [sDesk, rDesk]) say({ ...desk, skewMs: 0 }, () => ({ type: "heartbeat", heads: [] }));
    if (pause % 5 !== 4 && (state.places === null || state.places.validUntil < time + 5 * MIN))
      say({ ...rDesk, skewMs: 0 }, () => placesNow(time, x));
    if (pause % 5 !== 3 && !dark && (state.conditions === null || time - state.conditions.time > 20 * MIN))
      say({ ...sField, skewMs: 0 }, () => ({ type: "conditions.checked", level: "good" }));
    const device = devices[who < 8 ? who : (ACTIVE[who - 8] ?? 0)] as Device;
    catchUp(device, read < 8 ? lines.length : read === 8 ? Math.min(lines.length, device.read + 3) : device.read);
    if (act < 82) say(device, (intent) => next(device, time, x, y, intent));
    else if (act < 87) say(device, (intent) => anything(state, time, x, y, intent));
    else if (act < 90) {
      const old = lines[x % lines.length]?.entry;
      const sender = devices.find((one) => one.officer.device === old?.device);
      if (old !== undefined && sender !== undefined)
        append(sender, old.body, old.intent as EventId, y % 2 === 0 ? old.at : time);
    } else if (act < 94) {
      const intent = id(ids++);
      const body = next(device, time, x, y, intent);
      if (body !== null) device.kept.push({ body, intent, at: time + device.skewMs });
    } else if (act < 98) {
      const late = devices.find((one) => one.kept.length > 0);
      const kept = late?.kept.shift();
      if (late !== undefined && kept !== undefined) append(late, kept.body, kept.intent, kept.at);
    } else
      say(device, (intent) => ({
        type: "hold.placed",
        hold: intent,
        reason: "water rises",
        ...(x % 2 === 0 ? { group: code(y % 12) } : {}),
      }));
  }
  return { lines, state };
}
