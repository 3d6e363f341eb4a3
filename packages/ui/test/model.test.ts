import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { BodyOf, EventId } from "@vado/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import {
  KNOWN_RULES,
  KNOWS_ALL,
  alarmsView,
  compileWith,
  eventLine,
  goingView,
  grantFor,
  grantable,
  indicationOf,
  movingView,
  offersView,
  paceView,
  placesView,
  queueView,
  ruleText,
  slotsTimeline,
  speak,
  tell,
  whyWaiting,
} from "../src/index.ts";
import { busyMorning, heldMorning, quietMorning } from "./gallery/morning.ts";
import { MIN, R, S, Story, codeOf } from "./gallery/story.ts";
import { TABLE } from "@vado/flow";

const ZONE = "America/Matamoros";
const kind = (story: Story, knows = KNOWS_ALL) => indicationOf(story.state, story.time, knows).kind;

beforeAll(async () => {
  compileWith(compileMessage as never);
  await speak("en");
});

describe("the indication", () => {
  it("is blocked before anything is known, without an agreement, and by default", () => {
    const story = new Story();
    expect(kind(story, { ...KNOWS_ALL, anchored: false })).toBe("blocked");
    expect(kind(story)).toBe("blocked");
    expect(kind(story.opened())).toBe("blocked");
    expect(indicationOf(story.state, story.time).reasons[0]?.id).toBe("reason.nothingGranted");
  });

  it("is clear for a group exactly while every guard of GO but the window is satisfied", () => {
    const story = quietMorning();
    expect(indicationOf(story.state, story.time)).toMatchObject({ kind: "clear", codes: [codeOf(0)] });
    const go = TABLE["group.released"].guards.filter((guard) => guard.rule !== "H8.window");
    const { id, headcount, version } = story.grant(codeOf(0));
    const body = {
      type: "group.released",
      group: codeOf(0),
      version,
      grant: id,
      answers: id,
      headcount,
    } as BodyOf<"group.released">;
    for (const minutes of [0, 1, 2, 3, 8, 15, 61, 90]) {
      const time = story.time + minutes * MIN;
      const entry = { ...S.duty, seq: 10_000, time, at: time, seen: 0, intent: "x", body };
      const mayGo = go.every((guard) => guard.holds(story.state, entry));
      expect([minutes, indicationOf(story.state, time).kind === "clear"]).toEqual([minutes, mayGo]);
    }
  });

  it.each([
    ["silence of the other side", {}, 3],
    ["no connection", { connected: false }, 0],
    ["a fork", { fork: "seq 9" }, 0],
    ["a provisional device", { provisional: true }, 0],
  ])("unknown is blocked: %s", (_why, change, minutes) => {
    const story = quietMorning();
    expect(indicationOf(story.state, story.time + minutes * MIN, { ...KNOWS_ALL, ...change }).kind).toBe("blocked");
  });

  it("a hold blocks the link until both sides have lifted it", () => {
    const story = quietMorning();
    const hold = story.hold(R.duty, "water");
    expect(indicationOf(story.state, story.time)).toMatchObject({ kind: "blocked", reasons: [{ id: "reason.hold" }] });
    story.must(R.duty, { type: "hold.lifted", hold, answers: hold });
    expect(kind(story)).toBe("blocked");
    story.must(S.duty, { type: "hold.lifted", hold, answers: hold });
    expect(kind(story)).toBe("clear");
  });

  it("is occupied from GO to received, and obstructed when a group is overdue", () => {
    const story = quietMorning().released(codeOf(0)).departed(codeOf(0));
    expect(indicationOf(story.state, story.time)).toMatchObject({ kind: "occupied", codes: [codeOf(0)] });
    story.wait(31);
    expect(indicationOf(story.state, story.time)).toMatchObject({ kind: "obstructed", codes: [codeOf(0)] });
    story.arrived(codeOf(0)).received(codeOf(0));
    expect(kind(story)).toBe("blocked");
  });
});

describe("a grant", () => {
  it("every option it offers is one that the law accepts", () => {
    const story = busyMorning();
    let tried = 0;
    for (const row of queueView(story.state, story.time)) {
      const answer = grantFor(story.state, row.group, story.time);
      if (!answer.ok) continue;
      for (const option of answer.options) {
        const copy = structuredClone(story.state);
        const again = Object.assign(new Story(), { time: story.time });
        Object.assign(again.state, copy);
        expect(again.say(R.duty, (intent) => option.body(intent), "g".repeat(22) as EventId).voidedBy).toBe(null);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(8);
  });

  it("names the rule that stands in the way", () => {
    const story = new Story().opened().ready(codeOf(0), 80);
    const answer = () => grantFor(story.state, story.group(codeOf(0)), story.time);
    expect(answer()).toEqual({ ok: false, rule: "H5.period" });
    story.offers([40]);
    expect(answer()).toEqual({ ok: false, rule: "H5.room" });
    story.offers([0, 150]);
    expect(answer().ok).toBe(true);
    story.granted(codeOf(0));
    expect(answer()).toEqual({ ok: false, rule: "H5.phase" });
    expect(grantFor(new Story().state, story.group(codeOf(0)), story.time)).toEqual({ ok: false, rule: "A1" });
  });

  it("absolute block: while one group is on the link the others wait for it", () => {
    const story = new Story()
      .opened({ block: { kind: "absolute" } })
      .ready(codeOf(0), 80)
      .ready(codeOf(1), 60);
    story.offers([150, 150]).granted(codeOf(0)).wait(1).confirmed(codeOf(0)).released(codeOf(0));
    const second = queueView(story.state, story.time)[0]!;
    expect(grantFor(story.state, second.group, story.time)).toEqual({ ok: false, rule: "H5.block" });
    expect(tell(whyWaiting(story.state, second, story.time), ZONE)).toBe(`The link is occupied by ${codeOf(0)}.`);
  });

  it("the next in order that something fits is found, and passing others over is said", () => {
    const story = busyMorning();
    const first = grantable(story.state, story.time);
    expect(first?.group.code).toBe(queueView(story.state, story.time)[0]?.code);
    const last = queueView(story.state, story.time).at(-1)!;
    const answer = grantFor(story.state, last.group, story.time);
    expect(answer.ok && answer.notes.map((note) => note.id)).toContain("grant.note.overtakes");
  });
});

describe("the queue", () => {
  it("keeps the published order and always has a next update in the future (L1)", () => {
    const story = busyMorning();
    for (const minutes of [0, 7, 40, 600]) {
      const rows = queueView(story.state, story.time + minutes * MIN);
      expect(rows.length).toBeGreaterThanOrEqual(11);
      for (const row of rows) expect(row.next).toBeGreaterThan(story.time + minutes * MIN);
      const keys = rows.map((row) => row.priority * 1e15 + row.since);
      expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    }
  });

  it("says why a group waits, the same as the board does", () => {
    const story = busyMorning();
    const whys = queueView(story.state, story.time).map((row) => whyWaiting(story.state, row, story.time).id);
    expect(whys[0]).toBe("why.turn");
    expect(whys.filter((id) => id === "why.before").length).toBeGreaterThan(8);
    expect(whys).toContain("why.holdGroup");
    const quiet = quietMorning();
    const [first] = queueView(quiet.state, quiet.time);
    const why = (minutes: number) => whyWaiting(quiet.state, first!, quiet.time + minutes * MIN).id;
    expect(why(0)).toBe("why.deferred");
    expect(why(5)).toBe("why.noContact");
    quiet.wait(0).look("stop");
    expect(why(0)).toBe("why.conditions");
  });

  it("an answer is late once its time has passed, a promise once it is broken (L2)", () => {
    const story = new Story().opened().ready(codeOf(0), 50);
    const late = (minutes: number) => queueView(story.state, story.time + minutes * MIN)[0]?.late;
    expect([late(15), late(16)]).toEqual([0, MIN]);
    story.deferred(codeOf(0), 60, "hall full");
    expect([late(60), late(62)]).toEqual([0, 2 * MIN]);
  });
});

describe("movement, places and slots", () => {
  it("says who has a grant, who is on the way, who is at the gate", () => {
    const { state, time } = busyMorning();
    expect(goingView(state, time).map((row) => [row.code, row.confirmed])).toEqual([
      [codeOf(11), true],
      [codeOf(17), false],
    ]);
    expect(movingView(state, time).map((row) => [row.code, row.phase])).toEqual([
      [codeOf(12), "inTransit"],
      [codeOf(10), "mismatch"],
    ]);
  });

  it("stale places count as none free", () => {
    const story = new Story().opened();
    expect(placesView(story.state, story.time)).toMatchObject({ occupied: 118, total: 420, fresh: true, free: 260 });
    expect(placesView(story.state, story.time + 241 * MIN)).toMatchObject({ fresh: false, free: 0 });
  });

  it("offers that are over are not shown; rate and quota say what is used", () => {
    const { state, time } = busyMorning();
    for (const offer of offersView(state, time)) expect(offer.to).toBeGreaterThan(time);
    expect(paceView(state, time)).toMatchObject({ rate: { max: 480 }, quota: { max: 1450 } });
  });

  it("no two groups of a lane overlap on the timeline", () => {
    const { state, time } = busyMorning();
    const line = slotsTimeline(state, time - 240 * MIN, time + 240 * MIN, time);
    expect(line.groups.length).toBe(7);
    const spans = line.groups.map(({ lane, stretches }) => ({
      lane,
      from: Math.min(...stretches.map((one) => one.from)),
      to: Math.max(...stretches.map((one) => one.to)),
    }));
    for (const [i, one] of spans.entries())
      for (const other of spans.slice(i + 1))
        if (one.lane === other.lane) expect(one.to <= other.from || other.to <= one.from).toBe(true);
    // Who is on the way stands above who has arrived long ago.
    const lanes = (ended: boolean) => line.groups.filter((g) => (g.state === "ended") === ended).map((g) => g.lane);
    expect(Math.min(...lanes(false))).toBe(0);
  });
});

describe("alarms", () => {
  const kinds = (story: Story, minutes = 0) =>
    alarmsView(story.state, story.time + minutes * MIN, KNOWS_ALL, story.record.toReversed()).map(
      (alarm) => alarm.kind,
    );

  it("a quiet morning has none", () => expect(kinds(quietMorning())).toEqual([]));

  it("a busy morning has a mismatch and a concern; a held one an overdue group and GO before the hold", () => {
    expect(kinds(busyMorning())).toEqual(expect.arrayContaining(["mismatch", "concern"]));
    expect(kinds(heldMorning())).toContain("overdue");
    const story = quietMorning().released(codeOf(0));
    story.hold(R.duty, "water");
    expect(kinds(story)).toContain("releasedBeforeHold");
  });

  it("people who moved without GO, counts nobody made, answers and places that ran out", () => {
    const story = quietMorning();
    story.departed(codeOf(1));
    expect(kinds(story)).toEqual(["unauthorised"]);
    expect(kinds(story, 61)).toEqual(expect.arrayContaining(["unauthorised", "overdue", "answer"]));
    expect(kinds(story, 300)).toContain("places");
  });

  it("has a sentence and something to do for each, and the same key as long as the cause stands", () => {
    const story = heldMorning();
    const rows = alarmsView(story.state, story.time, KNOWS_ALL, story.record.toReversed());
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    for (const row of rows) for (const say of [row.what, row.todo]) expect(tell(say, ZONE)).not.toMatch(/^alarm\.|\{/);
    const later = alarmsView(story.state, story.time + MIN, KNOWS_ALL, story.record).map((row) => row.key);
    for (const row of rows) expect(later).toContain(row.key);
  });
});

describe("words", () => {
  it("every event of a morning has a sentence without holes in both languages", async () => {
    for (const language of ["es", "en"] as const) {
      await speak(language);
      const story = heldMorning();
      for (const entry of [...story.record, ...story.ops]) {
        const sentence = tell(eventLine(entry), ZONE);
        expect([entry.body.type, sentence]).toEqual([
          entry.body.type,
          expect.not.stringMatching(/event\.|\{|undefined/),
        ]);
      }
    }
    await speak("en");
  });

  it("a rule without words of its own is named", () => {
    expect(tell(ruleText("X9.new").why, ZONE)).toBe("Rule X9.new forbids it.");
    for (const rule of KNOWN_RULES) expect(tell(ruleText(rule).why, ZONE)).not.toMatch(/^rule\./);
  });
});
