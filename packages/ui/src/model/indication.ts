import type { Grant, Group, LinkState } from "@vado/flow";
import { isOpenGrant, isOverdue, logFresh, openHolds, overdueAfterMs } from "@vado/flow";
import { otherSide, type Side } from "@vado/protocol";
import type { Me, Snapshot } from "./device.ts";
import { releaseRefusals } from "./law.ts";
import { whyOf } from "./rule-text.ts";
import { words, type Words } from "./words.ts";

/** The link's indication, as a signal shows it: blocked unless everything says otherwise. */

export type IndicationKind = "blocked" | "clear" | "occupied" | "obstructed";

export interface IndicationNow {
  readonly kind: IndicationKind;
  /** Clear for these groups; occupied or obstructed by these; none when blocked. */
  readonly codes: readonly string[];
  /** Why, the most pressing first; never empty. */
  readonly reasons: readonly Words[];
}

/** What only the device knows of its own log (S8). */
export interface Knows {
  readonly side: Side;
  readonly connected: boolean;
  readonly anchored: boolean;
  readonly provisional: boolean;
  readonly fork: string | null;
  readonly asOf: number;
}

/** A reader who has the whole log and a good line. */
export const KNOWS_ALL: Knows = {
  side: "sending",
  connected: true,
  anchored: true,
  provisional: false,
  fork: null,
  asOf: 0,
};

export function knowsOf(me: Me, snapshot: Snapshot): Knows {
  const { connected, anchored, provisional, fork, asOf } = snapshot;
  return { side: me.side, connected, anchored, provisional, fork, asOf };
}

/** Groups between release and received, or searched for, in the order they went. */
export function movingGroups(state: Readonly<LinkState>): Group[] {
  return state.moving.flatMap((code) => state.groups[code] ?? []);
}

/** Grants that GO may still use, in the order of their windows. */
export function openGrants(state: Readonly<LinkState>, now: number): Grant[] {
  return state.live
    .flatMap((id) => state.grants[id] ?? [])
    .filter((grant) => isOpenGrant(grant, now))
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

/**
 * The indication at `now`. *Clear* for a group means that every guard of GO but the opening of its window is satisfied;
 * what the device does not know for certain is *blocked*.
 */
export function indicationOf(state: Readonly<LinkState>, now: number, knows: Knows = KNOWS_ALL): IndicationNow {
  const moving = movingGroups(state);
  const obstacles = obstaclesOf(state, moving, now);
  const doubts = doubtsOf(state, now, knows);
  if (doubts.length > 0) return blocked([...doubts, ...obstacles.map(({ why }) => why)]);
  const stops = stopsOf(state);
  if (obstacles.length > 0)
    return {
      kind: "obstructed",
      codes: obstacles.flatMap(({ code }) => code ?? []),
      reasons: [...obstacles.map(({ why }) => why), ...stops],
    };
  if (stops.length > 0) return blocked([...stops, ...moving.map(presence)]);

  const grants = openGrants(state, now).map((grant) => ({ grant, rules: releaseRefusals(state, grant, now) }));
  const clear = grants.filter(({ rules }) => rules.length === 0).map(({ grant }) => grant);
  if (clear.length > 0)
    return {
      kind: "clear",
      codes: clear.map((grant) => grant.group),
      reasons: clear.map((grant) => windowOf(grant, now)),
    };
  if (moving.length > 0)
    return { kind: "occupied", codes: moving.map((group) => group.code), reasons: moving.map(presence) };
  const refused = grants.flatMap(({ grant, rules }) =>
    rules.map((rule) => words("reason.refused", { code: grant.group, why: whyOf(rule) })),
  );
  if (refused.length > 0) return blocked(refused);
  const closed = closedOf(state);
  return blocked(closed.length > 0 ? closed : [words("reason.nothingGranted")]);
}

const blocked = (reasons: readonly Words[]): IndicationNow => ({ kind: "blocked", codes: [], reasons });

/** Unknown is blocked (S8). */
function doubtsOf(state: Readonly<LinkState>, now: number, knows: Knows): Words[] {
  if (!knows.anchored) return [words("reason.unknown")];
  const doubts: Words[] = [];
  if (knows.fork !== null) doubts.push(words("reason.fork"));
  if (!knows.connected) doubts.push(words("reason.offline", { time: { at: knows.asOf } }));
  if (knows.provisional) doubts.push(words("reason.provisional"));
  if (state.agreement === null) return [...doubts, words("reason.noAgreement")];
  if (knows.connected)
    for (const side of [knows.side, otherSide(knows.side)] as const)
      if (!logFresh(state, side, now)) doubts.push(silence(state, otherSide(side)));
  return doubts;
}

function silence(state: Readonly<LinkState>, of: Side): Words {
  const side = words(`side.${of}`);
  const since = state.alive[of];
  return since === null
    ? words("reason.neverHeard", { side })
    : words("reason.noContact", { side, time: { at: since } });
}

function obstaclesOf(
  state: Readonly<LinkState>,
  moving: readonly Group[],
  now: number,
): { readonly code: string | null; readonly why: Words }[] {
  const found: { code: string | null; why: Words }[] = [];
  for (const group of moving)
    if (isOverdue(state, group, now) && group.departedAt !== null && state.agreement !== null) {
      const at = group.departedAt + overdueAfterMs(state.agreement.terms);
      found.push({ code: group.code, why: words("reason.overdue", { code: group.code, time: { at } }) });
    }
  for (const incident of Object.values(state.incidents))
    if (incident.kind === "missing" && incident.open && !incident.handedOver)
      found.push({
        code: incident.group,
        why: incident.group === null ? words("reason.search") : words("reason.searchGroup", { code: incident.group }),
      });
  return found;
}

/** What somebody decided: a hold on the link, conditions that forbid movement. */
function stopsOf(state: Readonly<LinkState>): Words[] {
  const stops = openHolds(state)
    .filter((hold) => hold.group === null)
    .map((hold) =>
      hold.by === "conditions"
        ? words("reason.holdConditions", { time: { at: hold.placedAt } })
        : words("reason.hold", { side: words(`side.${hold.side}`), time: { at: hold.placedAt } }),
    );
  const { conditions } = state;
  if (conditions?.level === "stop") stops.push(words("reason.stop", { time: { at: conditions.time } }));
  return stops;
}

function closedOf(state: Readonly<LinkState>): Words[] {
  return (["sending", "receiving"] as const)
    .filter((side) => !state.stations[side].open)
    .map((side) => words("reason.closed", { side: words(`side.${side}`) }));
}

/** Where a group on the link is. */
export function presence(group: Group): Words {
  const people = group.arrived ?? group.departed ?? group.headcount;
  if (group.phase === "released") return words("reason.released", { code: group.code, people });
  if (group.phase === "inTransit") return words("reason.inTransit", { code: group.code, people });
  if (group.phase === "mismatch") return words("reason.mismatch", { code: group.code });
  return words("reason.atGate", { code: group.code, people });
}

function windowOf(grant: Grant, now: number): Words {
  const values = { code: grant.group, from: { at: grant.from }, to: { at: grant.to } };
  return words(now < grant.from ? "reason.clearFrom" : "reason.clearUntil", values);
}
