import type { BodyType } from "@vado/protocol";
import { TABLE, fold, type Entry, type LinkState, type Row } from "@vado/flow";
import type { Named } from "./bounds.ts";
import { explore, type Explored, type Law } from "./explore.ts";

/** A law with a bug planted on purpose. An exploration that does not find it, by the invariant it is named after, shows nothing. */
export interface Plant {
  readonly invariant: string;
  readonly bug: string;
  /** Rules taken out of the table. */
  readonly without?: readonly string[];
  /** What else is wrong with the table. */
  readonly spoil?: (table: Record<BodyType, Row>) => void;
  readonly law?: Law;
}

/** A law that does something else after some valid event, or after whatever passes. */
const after = (type: BodyType | null, spoil: (state: LinkState, entry: Entry, before: LinkState) => void): Law => ({
  fold(state, entry) {
    const before = { ...state, groups: { ...state.groups }, totals: { ...state.totals } };
    for (const code in before.groups) before.groups[code] = { ...(before.groups[code] as LinkState["groups"][string]) };
    const verdict = fold(state, entry);
    if (verdict.voidedBy === null && (type === null || entry.body.type === type)) spoil(state, entry, before);
    return verdict;
  },
});
const groupOf = (state: LinkState, { body }: Entry) => state.groups["group" in body ? String(body.group) : ""];

export const PLANTS: readonly Plant[] = [
  { invariant: "S1", bug: "GO given offline outside the window", without: ["H8.window", "H8.fresh"] },
  {
    invariant: "S1",
    bug: "GO with a grant that is over, or another group's",
    spoil: (table) => without(table, ["H8.grant", "H8.version", "H8.count", "H8.window", "H8.referral"]),
  },
  {
    invariant: "S1",
    bug: "an accepted revoke ends no grant",
    law: after("grant.revoke-accepted", (state, { body }) => {
      const grant = body.type === "grant.revoke-accepted" ? state.grants[body.grant] : undefined;
      const group = state.groups[grant?.group ?? ""];
      if (grant === undefined || group === undefined) return;
      grant.ended = null;
      group.grant = grant.id;
      group.phase = "granted";
    }),
  },
  {
    invariant: "S2",
    bug: "GO uses no grant up",
    law: after("group.released", (state, { body }) => {
      const grant = body.type === "group.released" ? state.grants[body.grant] : undefined;
      const group = state.groups[grant?.group ?? ""];
      if (grant === undefined || group === undefined) return;
      grant.usedSeq = null;
      group.phase = "confirmed";
      state.live.push(grant.id);
      state.moving = state.moving.filter((code) => code !== group.code);
    }),
  },
  { invariant: "S3", bug: "an offer without a bottom", without: ["H5.room"] },
  { invariant: "S3", bug: "an offer above the places", without: ["O4.capacity"] },
  { invariant: "S4", bug: "a block that is never full", without: ["H5.block", "H8.block"] },
  {
    invariant: "S4",
    bug: "a grant that was ended gives its block back at once, while a phone may still use it",
    law: after(null, (state) => {
      for (const id in state.grants) {
        const grant = state.grants[id] as LinkState["grants"][string];
        if (grant.ended?.why === "lapsed" || grant.ended?.why === "revoked")
          grant.ended = { ...grant.ended, why: "departed" };
      }
      state.live = state.live.filter((id) => state.grants[id]?.ended === null);
    }),
  },
  {
    invariant: "S5",
    bug: "a hold that ends by itself when time has passed",
    law: after("heartbeat", (state) => {
      for (const id in state.holds) (state.holds[id] as LinkState["holds"][string]).endedSeq ??= state.seq;
    }),
  },
  {
    invariant: "S5",
    bug: "a grant that time confirms",
    law: after("heartbeat", (state) => {
      for (const code in state.groups) {
        const group = state.groups[code] as LinkState["groups"][string];
        if (group.phase === "granted") group.phase = "confirmed";
      }
    }),
  },
  { invariant: "S6", bug: "GO in spite of a hold", without: ["H8.hold"] },
  {
    invariant: "S6",
    bug: "one side ends a hold alone",
    law: after("hold.lifted", (state, { body }) => {
      const hold = body.type === "hold.lifted" ? state.holds[body.hold] : undefined;
      if (hold !== undefined) hold.endedSeq ??= state.seq;
    }),
  },
  { invariant: "S7", bug: "a side agrees to its own proposal", without: ["H13.answers"] },
  {
    invariant: "S7",
    bug: "the receiver accepts what it asked back itself",
    spoil: (table) =>
      Object.assign(table, { "grant.revoke-accepted": { ...table["grant.revoke-accepted"], side: "either" } }),
  },
  { invariant: "S8", bug: "GO while the other side is silent", without: ["H8.fresh"] },
  { invariant: "S8", bug: "grants on stale places", without: ["H5.places"] },
  { invariant: "S9", bug: "answers to an older version", without: ["H4.answers", "H5.answers", "H6.answers"] },
  { invariant: "S9", bug: "agreement to older counts", without: ["H13.counts", "H13.answers"] },
  { invariant: "S10", bug: "GO in the dark", without: ["H8.conditions"] },
  {
    invariant: "S10",
    bug: "a worse look that holds nothing",
    law: after("conditions.checked", (state) => {
      for (const id in state.holds) if (state.holds[id]?.by === "conditions") delete state.holds[id];
    }),
  },
  {
    invariant: "H1",
    bug: "only who was let go may arrive",
    law: {
      fold(state, entry) {
        const { body } = entry;
        const phase = body.type === "group.arrived" ? state.groups[body.group]?.phase : "released";
        if (phase === "released" || phase === "inTransit") return fold(state, entry);
        return { voidedBy: "H10.phase", alarms: [] };
      },
    },
  },
  {
    invariant: "H5",
    bug: "an amendment costs the place in the queue",
    law: after("group.amended", (state, entry) => {
      const group = groupOf(state, entry);
      if (group !== undefined) group.readySince = entry.time + 1;
    }),
  },
  {
    invariant: "H5",
    bug: "who misses the window is struck off",
    law: after(null, (state, _entry, before) => {
      for (const code in state.groups) {
        const group = state.groups[code] as LinkState["groups"][string];
        if (state.time > before.time && before.groups[code]?.phase === "granted" && group.phase === "ready")
          group.phase = "withdrawn";
      }
    }),
  },
  {
    invariant: "C1",
    bug: "people who came back are counted twice",
    law: after("group.returned", (state, entry, before) => {
      if (groupOf(before, entry)?.phase === "inTransit") state.totals.returned++;
    }),
  },
  {
    invariant: "C1",
    bug: "a departure told after the arrival is not counted",
    law: after("group.departed", (state, { body }, before) => {
      if (body.type === "group.departed" && before.groups[body.group]?.arrived != null)
        state.totals.departed = before.totals.departed;
    }),
  },
];

function without(table: Record<BodyType, Row>, rules: readonly string[]): void {
  for (const type of Object.keys(table) as BodyType[])
    table[type] = { ...table[type], guards: table[type].guards.filter(({ rule }) => !rules.includes(rule)) };
}

/** Explores under a planted bug, bound after bound, until the invariant it is named after is broken; then puts the table back. */
export function sought(plant: Plant, among: readonly Named[]): { found: Explored["breach"]; states: number } {
  const table = TABLE as unknown as Record<BodyType, Row>;
  const whole = { ...table };
  let states = 0;
  try {
    without(table, plant.without ?? []);
    plant.spoil?.(table);
    for (const { bounds } of among) {
      const options = { law: plant.law ?? { fold }, statesMax: STATES_MAX, sought: `${plant.invariant} ` };
      const explored = explore(bounds, options);
      states += explored.states;
      if (explored.breach !== null) return { found: explored.breach, states };
    }
    return { found: null, states };
  } finally {
    Object.assign(table, whole);
  }
}

/** A bug that hides longer than this in a bound is sought in the next. */
const STATES_MAX = 30_000;
