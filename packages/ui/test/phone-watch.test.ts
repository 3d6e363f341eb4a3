import type { EventId } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import type { Me } from "../src/index.ts";
import { words } from "../src/index.ts";
import { blinded, isBlind } from "../src/phone/blind.ts";
import { groupsBySection, receiptsByGroup } from "../src/phone/my-groups.ts";
import { changes, sightOf } from "../src/phone/watch.ts";
import { R, S, Story, codeOf, type Officer } from "./gallery/story.ts";

const A = codeOf(0);
const me = (who: Officer) => who as unknown as Me;
const granted = () => new Story().opened().ready(A, 40).ready(codeOf(1), 30).offers([150, 150, 150]).granted(A, 0);
const after = (story: Story, act: () => unknown, who: Officer) => {
  const before = sightOf(story.state);
  act();
  return changes(before, story.state, me(who)).map(({ kind, sound }) => [kind, sound]);
};

describe("what must not be missed", () => {
  it("a hold sounds as HOLD on both sides, and its end as something else", () => {
    const story = granted();
    let hold: EventId | undefined;
    expect(after(story, () => (hold = story.hold(R.field, "water")), S.field)).toEqual([["hold", "hold"]]);
    const lift = () => {
      for (const who of [S.duty, R.duty])
        story.must(who, { type: "hold.lifted", hold: hold as EventId, answers: hold as EventId });
    };
    expect(after(story, lift, S.field)).toEqual([["lifted", "attention"]]);
  });

  it("GO sounds as GO where people wait, and as a call for attention where they arrive", () => {
    const go = (who: Officer) => {
      const story = granted();
      return after(story, () => story.released(A), who);
    };
    expect(go(S.field)).toEqual([["go", "go"]]);
    expect(go(R.field)).toEqual([["coming", "attention"]]);
  });

  it("a grant is told to the side that waits for it, differing counts to both", () => {
    const story = new Story().opened().ready(A, 40).offers([150]);
    expect(after(story, () => story.granted(A), S.field)).toEqual([["granted", "attention"]]);
    story.released(A).departed(A).wait(20);
    expect(after(story, () => story.arrived(A, 39), R.field)).toEqual([["mismatch", "attention"]]);
  });

  it("nothing new is silent", () => {
    const story = granted();
    expect(after(story, () => story.look(), S.field)).toEqual([]);
  });
});

describe("counting blind", () => {
  it("hides the number on the way to a receiving field officer until it is counted", () => {
    const story = granted().released(A);
    const sentence = words("reason.released", { code: A, people: 40 });
    const shown = (who: Officer) => blinded(sentence, story.state, me(who)).values?.["people"];
    expect([shown(R.field), shown(R.duty), shown(S.field)]).toEqual(["•••", 40, 40]);
    story.departed(A).wait(20);
    expect(shown(R.field)).toBe("•••");
    story.arrived(A, 40);
    expect(shown(R.field)).toBe(40);
  });

  it("leaves sentences about other things alone", () => {
    const story = granted();
    const sentence = words("reason.mismatch", { code: A });
    expect(blinded(sentence, story.state, me(R.field))).toBe(sentence);
    expect(isBlind(undefined, me(R.field))).toBe(false);
  });
});

describe("the groups of a link", () => {
  it("stand where they are", () => {
    const story = granted();
    const codes = () =>
      Object.fromEntries(
        Object.entries(groupsBySection(story.state, story.time)).map(([section, groups]) => [
          section,
          groups.map(({ code }) => code),
        ]),
      );
    expect(codes()).toEqual({ moving: [], granted: [A], waiting: [codeOf(1)], forming: [], ended: [] });
    story.released(A).departed(A).wait(20).arrived(A);
    expect(codes()).toMatchObject({ moving: [A], granted: [] });
    story.received(A);
    expect(codes()).toMatchObject({ moving: [], ended: [A] });
  });

  it("a grant that lapsed is in the queue again", () => {
    const story = granted().wait(16);
    expect(groupsBySection(story.state, story.time).waiting.map(({ code }) => code)).toContain(A);
  });

  it("show how far their newest act has come", () => {
    const story = granted();
    const snapshot = { outbox: [{ intent: "x", at: 0, body: { type: "group.withdrawn", group: A, reason: "x" } }] };
    const entries = story.record.toReversed();
    const receipts = receiptsByGroup(snapshot as never, entries);
    expect([receipts.get(A), receipts.get(codeOf(1))]).toEqual(["device", "read"]);
  });
});
