import { describe, expect, it } from "vitest";
import type { Body, DeviceId, EventId } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import { decide, type Knowledge } from "../../src/index.ts";
import { Link, MIN, R, S, code, id, type Officer } from "../support.ts";

/** What a device asks before an act (DE2), where it knows more than the log, or less. */

const A = code(0);
const B = code(1);
const INTENT = id(9_999);

function asked(link: Link, who: Officer, body: Body, change: Partial<Knowledge> = {}, exercise = false) {
  const knows = { time: link.time, fork: false, provisional: false, connected: true, ...change };
  const entry = { ...who, intent: INTENT, at: knows.time, body, ...(exercise ? { exercise } : {}) };
  return decide(link.state, entry, knows);
}

describe("what a device is told", () => {
  it("is the rule and its sentence, also of the rules that stand before every row", () => {
    const link = Link.open().holding(A);
    link.say(S.duty, { type: "ack", heads: [] });
    const { from, to } = link.grant(A);
    const grant = link.grant(A).id as EventId;
    const confirm: Body = { type: "slot.confirmed", group: A, grant, answers: grant, headcount: 10, from, to };
    expect(asked(link, S.duty, confirm)).toBeNull();
    expect(asked(link, R.duty, confirm)).toMatchObject({
      rule: "W1",
      says: "this event is not for this side and role",
    });
    link.say(S.sup, { type: "roster.off", device: S.duty.device as DeviceId, reason: "over" });
    expect(asked(link, S.duty, confirm)).toMatchObject({
      rule: "S8.roster",
      says: "this device's shift on the roster is over",
    });
    const late = decide(
      link.state,
      { ...S.sup, intent: INTENT, at: link.time - 121_000, body: confirm },
      { time: link.time, fork: false, provisional: false, connected: true },
    );
    expect(late).toMatchObject({ rule: "T1", says: "the device's clock differs too much from the log's" });
  });

  it("is that a slot is not free yet when its window has just passed: nobody can have read of that", () => {
    const link = Link.open().holding(A);
    const { to } = link.grant(A);
    link.waiting(B, 10, 11);
    link.say(S.duty, { type: "ack", heads: [] });
    const { readyEvent } = link.group(B);
    const offer = Object.keys(link.state.offers).at(-1) as EventId;
    const window = { from: link.time + 6 * MIN, to: link.time + 21 * MIN };
    const group = { group: B, version: 1, headcount: 10, answers: readyEvent as EventId };
    const grant: Body = { type: "slot.granted", ...group, grant: INTENT, offer, ...window };
    expect(asked(link, R.duty, grant, { time: to + 1 })?.rule).toBe("H5.block");
  });
});

describe("GO without a connection", () => {
  const go = (link: Link, acted: object): Body => {
    const grant = link.grant(A).id as EventId;
    const trace = { ...link.actedNow(), ...acted };
    return { type: "group.released", group: A, version: 1, grant, answers: grant, headcount: 10, acted: trace };
  };

  it("is asked as of what its device had read, also when the log has gone on", () => {
    const link = Link.open().holding(A);
    const { seq } = link.actedNow();
    link.say(R.desk, { type: "ack", heads: [] });
    expect(asked(link, S.duty, go(link, { seq }))).toBeNull();
  });

  it("is asked at its own time, at which others may be overdue that were not when the log was last heard", () => {
    const link = Link.open({ block: { kind: "paced" } }).going(B);
    link.departed(B);
    link.after(25).holding(A);
    const at = (minutes: number) => {
      const deviceTime = link.time + minutes * MIN;
      const word = { deviceTime, radioCode: radioCode(link.grant(A).id) };
      return asked(link, S.duty, go(link, word), { connected: false, time: deviceTime })?.rule;
    };
    expect([at(5), at(6)]).toEqual([undefined, "H8.overdue"]);
  });

  it("in a drill is asked by the signs of life that are heard beside it", () => {
    const link = Link.open();
    link.drill();
    const play = (who: Officer, say: Parameters<Link["say"]>[1]) => link.say(who, say, { exercise: true });
    const group = { group: A, version: 1, headcount: 10 } as const;
    play(S.field, { type: "group.opened", group: A });
    const ready = { ...group, units: { 1: 10 }, needs: {}, explained: true, voluntary: true } as const;
    const answers = play(S.field, { type: "group.ready", ...ready }).id;
    const period = { from: link.time + 13 * MIN, to: link.time + 28 * MIN, people: 100, projected: 0 };
    const offer = play(R.desk, (intent) => ({ type: "slots.offered", offer: intent, ...period })).id;
    const window = { offer, from: link.time - 5 * MIN, to: link.time + 10 * MIN };
    const grant = play(R.duty, (intent) => ({ type: "slot.granted", ...group, answers, grant: intent, ...window })).id;
    const body: Body = { type: "group.released", ...group, grant, answers: grant };
    link.wait(3);
    expect(asked(link, S.duty, body, {}, true)?.rule).toBe("H8.fresh");
    link.beat();
    expect(asked(link, S.duty, body, {}, true)).toBeNull();
  });
});
