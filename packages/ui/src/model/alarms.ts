import type { LinkState } from "@vado/flow";
import { MINUTE_MS, isOverdue, openHolds, placesFresh } from "@vado/flow";
import type { LogEntry } from "./device.ts";
import { movingGroups, type Knows } from "./indication.ts";
import { isUnauthorised } from "./moving.ts";
import { ESCALATE_MIN, queueView } from "./queue.ts";
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
    ...answerAlarms(state, now),
    ...placesAlarm(state, now),
  ].toSorted((a, b) => pressing(a) - pressing(b) || a.at - b.at || (a.key < b.key ? -1 : 1));
}

const pressing = ({ urgent, kind }: AlarmRow): number => (urgent ? 0 : KINDS.length) + KINDS.indexOf(kind);

function row(kind: AlarmKind, urgent: boolean, at: number, code: string | null, what: Words, id = ""): AlarmRow {
  return { key: `${kind} ${code ?? ""} ${id}`, kind, urgent, code, at, what, todo: words(`alarm.${kind}.do`) };
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
    ["second-count", "secondCount"],
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

/** One alarm however many groups wait too long: a dozen lines that say the same hide the one that does not (EEMUA 191). */
function answerAlarms(state: Readonly<LinkState>, now: number): AlarmRow[] {
  const late = queueView(state, now).filter((waiting) => waiting.late > 0);
  const longest = late.toSorted((a, b) => b.late - a.late || (a.code < b.code ? -1 : 1))[0];
  if (longest === undefined) return [];
  const escalated = longest.late > ESCALATE_MIN * MINUTE_MS;
  const minutes = Math.floor(longest.late / MINUTE_MS);
  const what = words(escalated ? "alarm.answerLong" : "alarm.answer", {
    code: longest.code,
    minutes,
    groups: late.length,
  });
  const id = `${longest.group.version} ${escalated ? "long" : ""}`;
  return [row("answer", false, now - longest.late, longest.code, what, id)];
}

function placesAlarm(state: Readonly<LinkState>, now: number): AlarmRow[] {
  if (state.agreement === null || placesFresh(state, now)) return [];
  const at = state.places?.validUntil ?? 0;
  const what = state.places === null ? words("alarm.noPlaces") : words("alarm.places", { time: { at } });
  return [row("places", false, at, null, what)];
}
