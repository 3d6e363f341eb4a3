import type { Body, EventId } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { nextAction, type Action, type Me, type Snapshot, type WaitingAct } from "../src/index.ts";
import { MIN, R, S, Story, codeOf, type Officer } from "./gallery/story.ts";

const [A, B] = [codeOf(0), codeOf(1)];

function meOf(who: Officer): Me {
  const stations = { sending: { id: "MAT", name: "Matamoros" }, receiving: { id: "BRO", name: "Brownsville" } };
  return { ...who, link: "MAT-BRO", agency: "x", stations, timezone: "America/Matamoros" };
}

function snapshotOf(story: Story, outbox: readonly WaitingAct[] = []): Snapshot {
  return {
    rev: story.state.seq,
    state: story.state,
    outbox,
    joined: true,
    anchored: true,
    provisional: false,
    connected: true,
    fork: null,
    settling: null,
    asOf: story.time,
    readSeq: { record: 0, ops: 0 },
    elsewhere: false,
  };
}

const next = (story: Story, who: Officer, outbox: readonly WaitingAct[] = []): Action =>
  nextAction(snapshotOf(story, outbox), meOf(who), story.time);
const kind = (story: Story, who: Officer, ...outbox: Body[]): string =>
  next(
    story,
    who,
    outbox.map((body) => ({ intent: story.nextId(), at: story.time, body })),
  ).kind;

const delegate = (story: Story): Story => {
  story.must(S.field, { type: "ack", heads: [] });
  story.must(S.duty, { type: "roster.delegated", device: S.field.device as never, until: story.time + 60 * MIN });
  return story;
};

function release(story: Story): Story {
  const { id, headcount, version } = story.grant(A);
  const grant = id as EventId;
  story.must(S.duty, { type: "group.released", group: A, version, grant, answers: grant, headcount });
  return story;
}

const waiting = () => new Story().opened().ready(A, 40).wait(0.1).ready(B, 30).offers([150, 150, 150, 150]);
const granted = () => waiting().granted(A, 1);
const gate = (count: number) => release(granted().wait(1)).wait(1).departed(A).wait(18).arrived(A, count);

describe("the sending side", () => {
  it("counts a new group when nothing else is to be done", () => {
    expect(kind(new Story().opened(), S.field)).toBe("new");
    expect(kind(waiting(), S.field)).toBe("new");
  });

  it("finishes a group that was opened", () => {
    const story = new Story().opened();
    story.must(S.field, { type: "group.opened", group: A });
    expect(kind(story, S.field)).toBe("count");
  });

  it("prepares a granted group while GO is the duty officer's; gives it when it is delegated", () => {
    expect(kind(granted(), S.field)).toBe("prepare");
    const story = delegate(granted());
    expect(next(story, S.field)).toMatchObject({ kind: "go", open: false });
    expect(next(story.wait(1), S.field)).toMatchObject({ kind: "go", open: true });
  });

  it("no longer gives GO when the delegation is over, or the window", () => {
    const over = delegate(granted());
    over.must(S.duty, { type: "roster.undelegated", device: S.field.device as never });
    expect(kind(over.wait(1), S.field)).toBe("prepare");
    expect(kind(delegate(granted()).wait(20), S.field)).toBe("new");
  });

  it("has the duty officer read a grant back before GO", () => {
    expect(kind(granted(), S.duty)).toBe("confirm");
    expect(kind(granted().confirmed(A), S.duty)).toBe("go");
  });

  it("asks for the conditions before GO when the last look is old", () => {
    const story = waiting().wait(50).offers([150, 150, 150, 150]).granted(A, 12).wait(11);
    expect(kind(delegate(story), S.field)).toBe("conditions");
    expect(kind(story.look(), S.field)).toBe("go");
  });

  it("after GO calls, then counts, then turns to what is next", () => {
    const story = release(granted().wait(1));
    expect(kind(story, S.field)).toBe("call");
    story.must(S.field, { type: "group.called", group: A, by: "voice" });
    expect(next(story, S.field)).toMatchObject({ kind: "depart", late: false });
    expect(kind(story.departed(A), S.field)).toBe("new");
  });

  it("stops a group that has GO as soon as a hold stands, before everything else", () => {
    const story = release(granted().wait(1));
    story.must(S.field, { type: "group.opened", group: codeOf(5) });
    story.hold(R.duty, "full");
    expect(kind(story, S.field)).toBe("stop");
    expect(kind(story, S.duty)).toBe("stop");
  });

  it("counts out a group that is at the far gate already", () => {
    const story = release(granted().wait(1)).wait(18).arrived(A, 40);
    expect(next(story, S.field)).toMatchObject({ kind: "depart", late: true });
    const unreleased = granted().wait(18);
    unreleased.must(R.field, { type: "group.arrived", group: A, headcount: 40 });
    expect(next(unreleased, S.field)).toMatchObject({ kind: "depart", late: true });
  });

  it("only a duty officer is asked to lift a hold or to give a grant back", () => {
    const story = granted();
    const grant = story.grant(A).id as EventId;
    story.must(R.duty, { type: "grant.revoke-asked", group: A, grant, reason: "full" });
    expect(kind(story, S.duty)).toBe("giveBack");
    expect(kind(story, S.field)).toBe("prepare");
    story.hold(S.field, "water");
    expect(kind(story, S.duty)).toBe("lift");
    expect(kind(story, S.field)).toBe("prepare");
  });
});

describe("the receiving side", () => {
  it("waits, then counts in whoever has GO", () => {
    expect(kind(granted(), R.field)).toBe("wait");
    const story = release(granted().wait(1));
    expect(kind(story, R.field)).toBe("countIn");
    expect(kind(story.departed(A), R.field)).toBe("countIn");
  });

  it("receives when the counts are equal, explains when they are not", () => {
    expect(kind(gate(40), R.field)).toBe("receive");
    expect(next(gate(38), R.field)).toMatchObject({ kind: "reconcile", answer: false });
    expect(kind(gate(40).received(A), R.field)).toBe("wait");
  });

  it("answers the other side's cause, and waits for the answer to its own", () => {
    const story = gate(38);
    const body = { type: "count.reconciled", group: A, cause: "left", departed: 40, arrived: 38 } as const;
    story.must(S.field, body);
    expect(next(story, R.field)).toMatchObject({ kind: "reconcile", answer: true });
    expect(kind(story, S.field)).toBe("new");
  });

  it("receives people nobody announced", () => {
    const story = waiting();
    story.must(R.field, { type: "arrival.spontaneous", group: codeOf(7), headcount: 6 });
    expect(kind(story, R.field)).toBe("receive");
  });

  it("raises a group that is overdue, after counting it in is offered", () => {
    const story = release(granted().wait(1)).wait(1).departed(A).wait(60);
    const me = meOf(R.field);
    expect(nextAction(snapshotOf(story), me, story.time).kind).toBe("countIn");
    expect(kind(story, S.field)).toBe("overdue");
  });

  it("offers the duty officer what can be granted, else what is to be answered", () => {
    expect(next(waiting(), R.duty)).toMatchObject({ kind: "grant", group: { code: A } });
    const none = new Story().opened().ready(A, 40);
    expect(next(none, R.duty)).toMatchObject({ kind: "answer", group: { code: A } });
    expect(kind(none.deferred(A, 30, "busy"), R.duty)).toBe("wait");
    expect(kind(waiting(), R.field)).toBe("wait");
  });
});

describe("what this phone has said and not sent", () => {
  it("counts at once: a departure, an arrival, a group opened and ready", () => {
    const story = release(granted().wait(1));
    story.must(S.field, { type: "group.called", group: A, by: "voice" });
    expect(kind(story, S.field, { type: "group.departed", group: A, headcount: 40 })).toBe("new");
    expect(kind(story, R.field, { type: "group.arrived", group: A, headcount: 40 })).toBe("wait");
    expect(kind(new Story().opened(), S.field, { type: "group.opened", group: A })).toBe("count");
  });

  it("never counts an authorisation: GO is given when the log has it", () => {
    const story = granted().wait(1).confirmed(A);
    const { id, headcount, version } = story.grant(A);
    const grant = id as EventId;
    const go: Body = { type: "group.released", group: A, version, grant, answers: grant, headcount };
    expect(kind(story, S.duty, go)).toBe("go");
  });

  it("leaves the folded state alone", () => {
    const story = release(granted().wait(1));
    const before = JSON.stringify(story.state);
    next(story, S.field, [
      { intent: story.nextId(), at: story.time, body: { type: "group.departed", group: A, headcount: 1 } },
    ]);
    expect(JSON.stringify(story.state)).toBe(before);
  });
});
