import { describe, expect, it } from "vitest";
import { emptyState, holdsOn, logFresh, openHolds } from "../../src/index.ts";
import { Link, MIN, R, S, T0, code } from "../support.ts";

/** Holds, looks, alarms and signs of life: every number and mark they leave. */

const A = code(0);
const B = code(1);
const paced = { block: { kind: "paced" } } as const;

describe("holds, looks and what is heard", () => {
  it("EF7 a hold on the link or that group while somebody was let go and has not left says so", () => {
    const link = Link.open(paced).going(A).going(B);
    link.departed(B);
    expect(link.hold(R.field, B).alarms).toEqual([]);
    expect(link.hold(R.field, A).alarms).toEqual(["released-before-hold"]);
    expect(link.hold(R.field).alarms).toEqual(["released-before-hold"]);
    link.departed(A);
    expect(link.hold(R.field).alarms).toEqual([]);
    expect(link.state.totals.holds).toBe(4);
    expect(Object.values(link.state.holds)[0]).toMatchObject({
      group: B,
      side: "receiving",
      by: "person",
      placedAt: link.time,
    });
    expect(holdsOn(link.state, A).map(({ group }) => group)).toEqual([A, null, null]);
    expect(openHolds(link.state)).toHaveLength(4);
  });

  it("EF11 a hold said twice is one, and keeps what was lifted of it", () => {
    const link = Link.open();
    const said = link.hold(R.field);
    link.lifted(S.duty, said.id);
    link.say(R.field, said.entry.body, { intent: said.id });
    expect(link.state.holds[said.id]?.lifted).toEqual({ sending: true, receiving: false });
    expect(link.state.totals.holds).toBe(1);
    link.lifted(R.duty, said.id);
    expect(link.state.holds[said.id]?.endedSeq).toBe(link.state.seq);
    expect(openHolds(link.state)).toEqual([]);
    expect(link.lifted(R.duty, said.id).voidedBy).toBe("H16.open");
    const next = link.hold(R.field).id;
    expect(link.lifted(S.duty, next, said.id).voidedBy).toBe("H16.open");
  });

  it("S10 a worse look holds the link; an equal or better one does not, an older one is not taken", () => {
    const link = Link.open();
    const held = () => Object.values(link.state.holds).length;
    link.look("good");
    expect(held()).toBe(0);
    link.look("caution");
    expect(held()).toBe(1);
    expect(Object.values(link.state.holds)[0]).toMatchObject({ group: null, by: "conditions", side: "sending" });
    link.look("caution").look("good");
    expect(held()).toBe(1);
    const { conditions } = link.state;
    link.say(R.field, { type: "conditions.checked", level: "good" }, { at: link.time - 1 });
    expect(link.state.conditions).toBe(conditions);
    link.say(R.field, { type: "conditions.checked", level: "good" });
    expect(link.state.conditions?.side).toBe("receiving");
    link.say(R.field, { type: "conditions.checked", level: "good" }, { at: link.time + MIN });
    expect(link.state.conditions?.time).toBe(link.time);
    const nothing = (level: "good" | "caution" | "stop") => Object.keys(new Link().look(level).state.holds).length;
    expect([nothing("good"), nothing("caution"), nothing("stop")]).toEqual([0, 0, 1]);
  });

  it("EF10 a heartbeat is heard when it comes, and a sign of life when it is not late", () => {
    const link = Link.open().wait(10);
    link.say(R.desk, { type: "heartbeat", heads: [] }, { at: link.time - 120_001 });
    expect(link.state.heard.receiving).toBe(link.time);
    expect(link.state.alive.receiving).toBe(T0);
    link.say(R.desk, { type: "heartbeat", heads: [] }, { at: link.time - 120_000 });
    expect(link.state.alive.receiving).toBe(link.time);
    expect(link.state.trail.alive.at(-1)).toEqual({ seq: link.state.seq, time: link.time });
    const { length } = link.state.trail.alive;
    link.say(S.desk, { type: "heartbeat", heads: [] });
    expect(link.state.trail.alive).toHaveLength(length);
    expect(logFresh(link.state, "receiving", link.time)).toBe(true);
    expect(logFresh(emptyState("L1"), "receiving", link.time)).toBe(false);
  });

  it("every alarm is counted as often as it was raised", () => {
    const link = Link.open();
    const raise = () => link.say(R.duty, { type: "concern.raised", reason: "no water" }).alarms;
    expect([raise(), raise(), raise()]).toEqual(Array(3).fill(["concern"]));
    expect(link.state.alarms).toEqual({ concern: 3 });
  });

  it("who was called is marked, and a call of nobody changes nothing", () => {
    const link = Link.open().going(A);
    expect(link.group(A).called).toBe(false);
    link.say(S.field, { type: "group.called", group: A, by: "voice" });
    expect(link.group(A).called).toBe(true);
    link.say(S.field, { type: "group.called", group: B, by: "voice" });
    expect(link.state.groups[B]).toBeUndefined();
  });

  it("14 an overdue group is told once; again when it left again", () => {
    const link = Link.open(paced).going(A);
    link.departed(A);
    link.wait(31);
    const said = () => link.say(S.desk, { type: "ack", heads: [] }).alarms;
    expect([said(), said()]).toEqual([["overdue"], []]);
    expect(link.group(A).overdueSeen).toBe(true);
    link.returned(A);
    link.wait(1).departed(A);
    link.wait(31);
    expect([said(), said()]).toEqual([["overdue"], []]);
  });

  it("OF5 a hold that was placed after GO was given is told when GO reaches the log; another group's is not", () => {
    const told = (hold: (link: Link) => void) => {
      const link = Link.open().holding(A);
      const acted = link.actedNow();
      hold(link);
      return link.released(A, { acted }, S.duty, { seen: acted.seq });
    };
    expect(told((link) => void link.hold(R.field))).toMatchObject({ voidedBy: null, alarms: ["released-before-hold"] });
    expect(told((link) => void link.hold(R.field, A)).alarms).toEqual(["released-before-hold"]);
    expect(told((link) => void link.hold(R.field, B))).toMatchObject({ voidedBy: null, alarms: [] });
    const before = Link.open().holding(A);
    const { id } = before.hold(R.field, B);
    expect(id).toBeDefined();
    const acted = before.actedNow();
    expect(before.released(A, { acted }, S.duty, { seen: acted.seq }).alarms).toEqual([]);
    const held = Link.open().holding(A);
    held.hold(R.field, A);
    expect(held.released(A, { acted: held.actedNow() }, S.duty, { seen: held.state.seq }).voidedBy).toBe("H8.hold");
  });
});
