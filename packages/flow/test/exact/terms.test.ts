import { describe, expect, it } from "vitest";
import { Link, MIN, R, S, TERMS, code } from "../support.ts";

/** Offers taken back, terms signed by two sides, referrals and standing words: what they leave. */

const A = code(0);

describe("offers", () => {
  it("taken back take nobody any more, once", () => {
    const link = Link.open().waiting(A);
    const offer = Object.keys(link.state.offers)[0] as never;
    const back = () => link.say(R.desk, { type: "slots.withdrawn", offer, reason: "full" }).voidedBy;
    expect(back()).toBeNull();
    expect(link.state.offers[offer]).toMatchObject({ withdrawn: true });
    expect(link.granted(A).voidedBy).toBe("H5.room");
    expect(back()).toBe("O5.open");
  });
});

describe("terms", () => {
  it("are in force when both sides have signed, whoever signs first", () => {
    for (const order of [
      [S.duty, R.duty],
      [R.duty, S.duty],
    ]) {
      const link = new Link();
      const { id: answers } = link.say(R.duty, { type: "agreement.proposed", version: 1, terms: TERMS, validFrom: 0 });
      for (const [n, who] of order.entries()) {
        link.say(who, { type: "agreement.signed", version: 1, answers });
        expect(link.state.agreement === null).toBe(n === 0);
      }
      expect(link.state.agreement).toMatchObject({ version: 1, from: link.time });
    }
  });

  it("that are the first may begin later as well", () => {
    const link = new Link();
    link.agree({}, 1, link.time + MIN);
    expect(link.state.agreement).toBeNull();
    expect(link.wait(1).beat().state.agreement?.version).toBe(1);
  });

  it("that begin at the same moment come into force in the order of their versions", () => {
    const link = Link.open();
    const from = link.time + 5 * MIN;
    const propose = (version: number) =>
      link.say(R.duty, { type: "agreement.proposed", version, terms: TERMS, validFrom: from }).id;
    const [two, three] = [propose(2), propose(3)];
    for (const who of [R.duty, S.duty]) link.say(who, { type: "agreement.signed", version: 3, answers: three });
    for (const who of [R.duty, S.duty]) link.say(who, { type: "agreement.signed", version: 2, answers: two });
    expect(link.state.agreed.map(({ version }) => version)).toEqual([2, 3]);
    link.wait(5).beat();
    expect(link.state.agreement?.version).toBe(3);
  });

  it("signed late do not take the place of newer ones", () => {
    const link = Link.open();
    const propose = (version: number) =>
      link.say(R.duty, { type: "agreement.proposed", version, terms: TERMS, validFrom: 0 }).id;
    const [two, three] = [propose(2), propose(3)];
    for (const who of [R.duty, S.duty]) link.say(who, { type: "agreement.signed", version: 3, answers: three });
    for (const who of [R.duty, S.duty]) link.say(who, { type: "agreement.signed", version: 2, answers: two });
    expect(link.state.agreement?.version).toBe(3);
  });
});

describe("what stands for a GO without a connection", () => {
  it("is of the receiving station alone; a referral stands from its own word on, or from the grant", () => {
    const link = Link.open();
    expect(link.state.trail.stations.map(({ open }) => open)).toEqual([true]);
    link.ready(A, 10, { needs: { unaccompaniedChildren: 1 } });
    link.offered(50);
    link.granted(A);
    expect(link.grant(A).referredSeq).toBeNull();
    const refer = () => link.say(S.field, { type: "group.referred", group: A, to: "child protection" }).entry.seq;
    const first = refer();
    refer();
    expect(link.grant(A).referredSeq).toBe(first);
    const plain = Link.open().holding(A);
    expect(plain.grant(A).referredSeq).toBe(plain.grant(A).seq);
  });
});
