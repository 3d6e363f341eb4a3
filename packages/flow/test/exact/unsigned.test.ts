import { describe, expect, it } from "vitest";
import type { Body } from "@vado/protocol";
import { FORGET_MS, HOUR_MS, STAY_HOURS, WAIT_CEILING_MS, nextUpdate } from "../../src/index.ts";
import { newGroup } from "../../src/effects/common.ts";
import { Link, MIN, R, S, TERMS, code } from "../support.ts";

/** What holds before both sides have signed terms: the parameters of domain.md. And what is known of a device. */

const ack: Body = { type: "ack", heads: [] };

describe("a link without terms", () => {
  it("T1 binds a signature to two minutes", () => {
    const signed = (ms: number) => {
      const link = new Link();
      const { id: answers } = link.say(R.duty, { type: "agreement.proposed", version: 1, terms: TERMS, validFrom: 0 });
      const word = { type: "agreement.signed", version: 1, answers } as const;
      return link.say(S.duty, word, { at: link.time + ms }).voidedBy;
    };
    expect([120_000, -120_000, 120_001, -120_001].map(signed)).toEqual([null, null, "T1", "T1"]);
  });

  it("P1.future takes a report that is ahead by two minutes", () => {
    const reported = (ms: number) => {
      const link = new Link();
      return link.report({ asOf: link.time + ms }).voidedBy;
    };
    expect([120_000, 120_001].map(reported)).toEqual([null, "P1.future"]);
  });

  it("keeps looks for two hours, in which a GO may still come", () => {
    const link = new Link().look();
    const looks = () => link.say(S.duty, ack) && link.state.trail.looks.length;
    expect(looks()).toBe(1);
    link.wait(120);
    expect(looks()).toBe(1);
    link.time++;
    expect(looks()).toBe(0);
  });

  it("owes an answer after a quarter of an hour", () => {
    const link = new Link();
    const group = newGroup(code(0), link.time);
    expect(nextUpdate(link.state, group, link.time)).toBe(link.time + 15 * MIN);
  });
});

describe("parameters", () => {
  it("are those of domain.md", () => {
    expect([FORGET_MS, WAIT_CEILING_MS, HOUR_MS]).toEqual([172_800_000, 86_400_000, 3_600_000]);
    expect(STAY_HOURS).toEqual([48, 120]);
  });
});

describe("what is known of a device", () => {
  it("is whose it is, when it last spoke, and the most it has read", () => {
    const link = Link.open();
    const known = () => link.state.devices[S.duty2.device];
    expect(known()).toBeUndefined();
    link.say(S.duty2, ack, { seen: 3 });
    expect(known()).toEqual({ side: "sending", role: "duty", seen: 3, time: link.time });
    link.wait(1).say(S.duty2, ack, { seen: 2 });
    expect(known()).toEqual({ side: "sending", role: "duty", seen: 3, time: link.time });
    link.say(S.duty2, ack, { seen: 4 });
    expect(known()?.seen).toBe(4);
  });
});
