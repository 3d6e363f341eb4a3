import { describe, expect, it } from "vitest";
import type { Body } from "@vado/protocol";
import { TABLE, queueAt, type Entry, type Guard, type GroupPhase } from "../../src/index.ts";
import { Link, S, code, id } from "../support.ts";

/** In which phases a group is when something is said of it: each rule asked in every phase there is. */

const A = code(0);
const PHASES =
  "forming ready deferred declined granted confirmed released inTransit arrived mismatch received withdrawn dispersed returned diverted".split(
    " ",
  ) as GroupPhase[];

const WAITING = "ready deferred declined";
const BEFORE_GO = `${WAITING} granted confirmed`;
const ALLOWED: readonly (readonly [Body["type"], string, string])[] = [
  ["group.ready", "H2.phase", "forming"],
  ["group.amended", "H3.phase", BEFORE_GO],
  ["group.deferred", "H4.phase", WAITING],
  ["slot.granted", "H5.phase", WAITING],
  ["group.declined", "H6.phase", "ready deferred"],
  ["slot.confirmed", "H7.phase", "granted"],
  ["group.released", "H8.phase", "granted confirmed"],
  ["group.received", "H11.phase", "arrived"],
  ["count.reconciled", "H13.phase", "mismatch"],
  ["group.withdrawn", "H17.phase", BEFORE_GO],
  ["group.diverted", "H21.phase", "inTransit"],
  ["group.dispersed", "H23.phase", "forming ready"],
  ["group.referred", "H24.phase", `forming ${BEFORE_GO}`],
];

/** A link with a group that holds an open grant, put in that phase. */
function inPhase(phase: GroupPhase): Link {
  const link = Link.open().holding(A);
  Object.assign(link.group(A), { phase, departed: 10 });
  return link;
}

describe("phases", () => {
  for (const [type, rule, allowed] of ALLOWED)
    it(`${rule} ${allowed}`, () => {
      const guard = (TABLE[type].guards as readonly Guard[]).find((one) => one.rule === rule);
      const holds = PHASES.filter((phase) => {
        const { state, time } = inPhase(phase);
        const body = { type, group: A } as unknown as Body;
        const entry: Entry = { ...S.duty, seq: state.seq + 1, time, seen: 0, intent: id(1), at: time, body };
        return guard?.holds(state, entry);
      });
      expect(holds.join(" ")).toBe(allowed);
    });

  it("H3 those who wait are in the queue", () => {
    const queued = PHASES.filter((phase) => {
      const { state, time } = inPhase(phase);
      return queueAt(state, time).length > 0;
    });
    expect(queued.join(" ")).toBe(WAITING);
  });
});
