import { describe, expect, it } from "vitest";
import type { Body, DeviceId } from "@vado/protocol";
import { advance, ahead, heard } from "../../src/advance.ts";
import { FORGET_MS, type Entry } from "../../src/index.ts";
import { Link, MIN, R, S, code, id, type Officer } from "../support.ts";

/** What a device asks before an act (DE2) is what `fold` will see, and the asking changes nothing. */

const [A, B, C, D, E] = [code(0), code(1), code(2), code(3), code(4)];
const device = S.field.device as DeviceId;

/** Groups that wait, hold a grant, gave one back, move, and have ended; terms, a drill, a delegation that end. */
function busy(): Link {
  const link = Link.open({ block: { kind: "paced" } });
  link.say(S.duty2, { type: "ack", heads: [] });
  link.going(E).gate(D).received(D);
  link.ready(A);
  link.holding(B).holding(C);
  link.amended(C);
  link.say(S.duty, { type: "roster.delegated", device, until: link.time + MIN });
  link.agree({ groupMax: 40, answerMin: 7 }, 2, link.time + 5 * MIN);
  link.agree({ groupMax: 41 }, 3, link.time + 90 * MIN);
  link.drill(30);
  link.say(S.duty, { type: "concern.raised", reason: "no water" });
  return link;
}

/** Asked at that time, beside the same with a copy of everything. */
function asked(link: Link, who: Officer, ms: number): void {
  const { state } = link;
  const time = link.time + ms;
  const seq = state.seq + 1;
  const body: Body = { type: "ack", heads: [] };
  const entry: Entry = { ...who, seq, time, at: time, seen: state.seq, intent: id(9_999), body };
  const before = structuredClone(state);
  const whole = structuredClone(state);
  advance(whole, seq, time, []);
  heard(whole, entry);
  expect(ahead(state, entry)).toEqual(whole);
  expect(state).toEqual(before);
}

describe("a state as the next entry will find it", () => {
  it("is the same as with a copy of all, at every moment and whoever speaks", () => {
    const times = [0, 1, 5, 11, 16, 31, 62, 100, 130, 200, FORGET_MS / MIN + 1, (2 * FORGET_MS) / MIN];
    const link = busy();
    for (const minutes of times) for (const who of [S.duty, S.duty2, S.sup, R.planner]) asked(link, who, minutes * MIN);
  });

  it("also just after everything was told that is due", () => {
    const link = busy().wait(1).beat();
    expect(link.state.alertAt).toBeGreaterThan(link.time);
    for (const minutes of [0, 1, 11, 31]) asked(link, S.duty2, minutes * MIN);
    asked(new Link(), S.duty, 0);
    const waiting = Link.open();
    waiting.ready(A);
    asked(waiting.beat(), S.duty, waiting.state.alertAt - waiting.time);
    asked(Link.open().holding(B).beat(), S.duty, 11 * MIN);
    asked(Link.open().going(E).wait(16).beat(), S.duty, 15 * MIN);
  });
});
