import type { LinkState } from "@vado/flow";
import { HOUR_MS, MINUTE_MS, STAY_HOURS, isOverdue, openHolds, placesFresh, stayOf } from "@vado/flow";
import type { LogEntry } from "./device.ts";
import { movingGroups, type Knows } from "./indication.ts";
import { isUnauthorised } from "./moving.ts";
import { queueView } from "./queue.ts";
import { overdueAt } from "./timeline.ts";
import { words, type Words } from "./words.ts";

/** What needs somebody's response now. An alarm stands as long as its cause; acknowledging one is a note of this screen only. */

export type AlarmKind = (typeof KINDS)[number];

/** The most pressing first: the log itself, people in danger, then counts, people who wait, and what is only stale. */
const KINDS = [
  "fork",
  "missing",
  "overdue",
  "unauthorised",
  "releasedBeforeHold",
  "incident",
  "mismatch",
  "answer",
  "stay",
  "concern",
  "places",
  "secondCount",
  "contradiction",
] as const;

export interface AlarmRow {
  /** The same as long as the cause is the same. */
  readonly key: string;
  readonly kind: AlarmKind;
  /** *urgent*: people may be in danger, or the log is in doubt. */
  readonly urgent: boolean;
  readonly code: string | null;
  readonly at: number;
  readonly what: Words;
  readonly todo: Words;
}

/**
 * Alarms at `now`, the most pressing first. `recent`: the newest entries of the log, newest first, for an observer's words; the
 * state only counts concerns.
 */
export function alarmsView(
  state: Readonly<LinkState>,
  now: number,
  knows: Knows,
  recent: readonly LogEntry[] = [],
): AlarmRow[] {
  return [
    ...forkAlarm(knows),
    ...incidentAlarms(state),
    ...movingAlarms(state, now),
    ...holdAlarms(state),
    ...countedAlarms(state, recent),
    ...correctionAlarms(state),
    ...answerAlarms(state, now),
    ...stayAlarms(state, now),
    ...placesAlarm(state, now),
  ].toSorted((a, b) => pressing(a) - pressing(b) || a.at - b.at || (a.key < b.key ? -1 : 1));
}

const pressing = ({ urgent, kind }: AlarmRow): number => (urgent ? 0 : KINDS.length) + KINDS.indexOf(kind);

function row(
  kind: AlarmKind,
  urgent: boolean,
  at: number,
  code: string | null,
  what: Words,
  id = "",
  todo: Words = words(`alarm.${kind}.do`),
): AlarmRow {
  return { key: `${kind} ${code ?? ""} ${id}`, kind, urgent, code, at, what, todo };
}

function forkAlarm(knows: Knows): AlarmRow[] {
  return knows.fork === null ? [] : [row("fork", true, knows.asOf, null, words("alarm.fork"))];
}

function incidentAlarms(state: Readonly<LinkState>): AlarmRow[] {
  return Object.values(state.incidents)
    .filter((incident) => incident.open)
    .map(({ id, kind, group, handedOver }) => {
      const what = words(`incident.${kind}` as "incident.other");
      const at = state.groups[group ?? ""]?.arrivedAt ?? 0;
      if (kind === "missing" && !handedOver)
        return row("missing", true, at, group, words("alarm.missing", { code: group ?? "–" }), id);
      return row("incident", !handedOver, at, group, words("alarm.incident", { what }), id);
    });
}

function movingAlarms(state: Readonly<LinkState>, now: number): AlarmRow[] {
  const found: AlarmRow[] = [];
  for (const group of movingGroups(state)) {
    const { code, departed, arrived } = group;
    const at = overdueAt(state, group);
    if (isOverdue(state, group, now) && at !== null)
      found.push(row("overdue", true, at, code, words("alarm.overdue", { code, time: { at } })));
    if (isUnauthorised(group)) {
      const when = group.departedAt ?? group.arrivedAt ?? now;
      found.push(row("unauthorised", true, when, code, words("alarm.unauthorised", { code })));
    }
    const differ = group.phase === "mismatch" || (group.phase === "arrived" && departed === null && !group.spontaneous);
    if (!differ) continue;
    const what =
      departed === null
        ? words("alarm.undeclared", { code, arrived: arrived ?? 0 })
        : words("alarm.mismatch", { code, departed, arrived: arrived ?? 0 });
    found.push(row("mismatch", false, group.arrivedAt ?? now, code, what));
  }
  return found;
}

/** A hold that came after GO: the group may be anywhere between the signal and the far bank. */
function holdAlarms(state: Readonly<LinkState>): AlarmRow[] {
  return openHolds(state).flatMap((hold) =>
    movingGroups(state)
      .filter(
        ({ code, releasedAt, departedAt, arrivedAt }) =>
          (hold.group ?? code) === code &&
          releasedAt !== null &&
          releasedAt <= hold.placedAt &&
          (departedAt === null || departedAt >= hold.placedAt) &&
          arrivedAt === null,
      )
      .map(({ code }) =>
        row("releasedBeforeHold", true, hold.placedAt, code, words("alarm.releasedBeforeHold", { code }), hold.id),
      ),
  );
}

/** What the state only counts. The key holds the number, so that one more is a new alarm. */
function countedAlarms(state: Readonly<LinkState>, recent: readonly LogEntry[]): AlarmRow[] {
  const kinds = [
    ["contradiction", "contradiction"],
    ["concern", "concern"],
  ] as const;
  return kinds.flatMap(([counter, kind]) => {
    const times = state.alarms[counter] ?? 0;
    if (times === 0) return [];
    const said = kind === "concern" ? newestConcern(recent) : null;
    const what = said?.what ?? words(`alarm.${kind}`, { times });
    return [row(kind, false, said?.at ?? 0, null, what, String(times))];
  });
}

/** The entries that are looked at for an observer's words; an older concern is in the log. */
const RECENT_MAX = 500;

function newestConcern(recent: readonly LogEntry[]): { readonly what: Words; readonly at: number } | null {
  for (const { body, voidedBy, receivedAt } of recent.slice(0, RECENT_MAX))
    if (body.type === "concern.raised" && voidedBy === null)
      return { what: words("alarm.concernSays", { reason: body.reason }), at: receivedAt };
  return null;
}

/** A second count that differs, or a count that one side wants corrected: the other has to answer. */
function correctionAlarms(state: Readonly<LinkState>): AlarmRow[] {
  return Object.values(state.groups).flatMap(({ code, correction, departed, arrived, departedAt, arrivedAt }) => {
    if (correction === null) return [];
    const [before, at] = correction.point === "departure" ? [departed, departedAt] : [arrived, arrivedAt];
    const values = { code, people: correction.headcount, before: before ?? 0, side: words(`side.${correction.side}`) };
    return row("secondCount", false, at ?? 0, code, words("alarm.secondCount", values), correction.event);
  });
}

/**
 * One alarm however many groups wait too long: a dozen lines that say the same hide the one that does not (EEMUA 191). Who is called
 * grows with every answer time: the receiver, its supervisor, both supervisors (L2).
 */
function answerAlarms(state: Readonly<LinkState>, now: number): AlarmRow[] {
  const late = queueView(state, now).filter((waiting) => waiting.late > 0);
  const longest = late.toSorted((a, b) => b.late - a.late || (a.code < b.code ? -1 : 1))[0];
  if (longest === undefined) return [];
  const level = escalationLevel(state, longest.late);
  const minutes = Math.floor(longest.late / MINUTE_MS);
  const what = words("alarm.answer", { code: longest.code, minutes, groups: late.length });
  const id = `${longest.group.version} ${level}`;
  return [row("answer", false, now - longest.late, longest.code, what, id, words(TODO[level]))];
}

const TODO = { 1: "alarm.answer.do", 2: "alarm.answer.do2", 3: "alarm.answer.do3" } as const;

/** 1: the receiver, 2: its supervisor, 3: both supervisors; a step with every answer time. */
function escalationLevel(state: Readonly<LinkState>, late: number): 1 | 2 | 3 {
  const step = (state.agreement?.terms.answerMin ?? 15) * MINUTE_MS;
  return Math.min(3, 1 + Math.floor(late / step)) as 1 | 2 | 3;
}

/** Groups that have waited for two days, and for five: one alarm for each, of groups and never of persons (H6). */
function stayAlarms(state: Readonly<LinkState>, now: number): AlarmRow[] {
  const waiting = Object.values(state.groups).filter(({ endedAt }) => endedAt === null);
  return STAY_HOURS.flatMap((hours) => {
    const stays = waiting.filter((group) => stayOf(group, now) === hours);
    const longest = stays.toSorted((a, b) => (a.readySince ?? 0) - (b.readySince ?? 0))[0];
    if (longest?.readySince == null) return [];
    const what = words("alarm.stay", { code: longest.code, groups: stays.length, hours });
    const id = `${hours} ${stays.length}`;
    return [row("stay", false, longest.readySince + hours * HOUR_MS, longest.code, what, id)];
  });
}

function placesAlarm(state: Readonly<LinkState>, now: number): AlarmRow[] {
  if (state.agreement === null || placesFresh(state, now)) return [];
  const at = state.places?.validUntil ?? 0;
  const what = state.places === null ? words("alarm.noPlaces") : words("alarm.places", { time: { at } });
  return [row("places", false, at, null, what)];
}
