import { describe, expect, it } from "vitest";
import type { StationId } from "@vado/protocol";
import { balanceOf, releasedInHour } from "../src/index.ts";
import { Link, MIN, R, S, code, type Said } from "./support.ts";

/** GO without a connection, judged where it was given (SPEC: OF). */

const A = code(0);
const B = code(1);

/** A GO given now, which reaches the log after what `meanwhile` says. */
function alone(link: Link, meanwhile: (link: Link) => void, change = {}): Said {
  const acted = { ...link.actedNow(), ...change };
  const { version, grant, headcount } = link.group(A);
  meanwhile(link);
  const id = grant as never;
  return link.say(
    S.duty2,
    { type: "group.released", group: A, version, grant: id, answers: id, headcount, acted },
    { seen: acted.seq },
  );
}
/** The officer without a connection is known, so that what it may have done is waited for. */
function held(terms = {}): Link {
  const link = Link.open(terms);
  link.say(S.duty2, { type: "ack", heads: [] });
  return link.holding(A);
}

describe("GO without a connection", () => {
  it("OF5 a departure told after the window, before GO reaches the log, is counted once and stays on its way", () => {
    const link = held();
    const said = alone(link, () => {
      link.wait(12);
      expect(link.departed(A).alarms).toEqual(["unauthorised-departure"]);
    });
    expect(said.voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "inTransit", authorised: true });
    expect(balanceOf(link.state)).toMatchObject({ departed: 10, inTransit: 10, off: 0 });
    expect(releasedInHour(link.state, link.time)).toBe(10);
  });

  it("OF5 so are people who left after their group was amended, and have come already", () => {
    const link = held();
    const said = alone(link, () => {
      link.amended(A, 9);
      link.wait(1).departed(A, 10);
      link.wait(20).arrived(A, 10);
    });
    expect(said.voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "arrived", authorised: true });
    expect(balanceOf(link.state)).toMatchObject({ departed: 10, atGate: 10, off: 0 });
  });

  it("OF1 a station that was closed stays closed for who knew of it, however often that is said", () => {
    const close = (link: Link) => link.say(R.desk, { type: "station.closed", station: "BRO" as StationId });
    const link = held();
    close(link);
    expect(alone(link, close).voidedBy).toBe("H8.station");
    expect(alone(held(), close).voidedBy).toBeNull();
  });

  it("DL1 in a drill it has the conditions as they stood when the drill began", () => {
    const link = Link.open();
    link.drill();
    const play = (who: typeof S.duty, say: Parameters<Link["say"]>[1], seen?: number) =>
      link.say(who, say, { exercise: true, ...(seen === undefined ? {} : { seen }) });
    const group = { group: A, version: 1, headcount: 10 } as const;
    play(S.field, { type: "group.opened", group: A });
    const ready = { ...group, units: { 1: 10 }, needs: {}, explained: true, voluntary: true } as const;
    const { id: answers } = play(S.field, { type: "group.ready", ...ready });
    const from = link.time - 5 * MIN;
    const period = { from: link.time + 10 * MIN, to: link.time + 25 * MIN, people: 50, projected: 0 };
    const { id: offer } = play(R.desk, (intent) => ({ type: "slots.offered", offer: intent, ...period }));
    const window = { offer, from, to: from + 15 * MIN };
    const grant = play(R.duty, (intent) => ({ type: "slot.granted", ...group, answers, grant: intent, ...window })).id;
    const acted = link.actedNow();
    const said = play(S.duty2, { type: "group.released", ...group, grant, answers: grant, acted }, acted.seq);
    expect(said.voidedBy).toBeNull();
    expect(link.state.groups[B]).toBeUndefined();
  });

  it("S10 a look from a clock that is far behind does not take away what was known before it", () => {
    const link = held();
    const said = alone(link, () => {
      link.say(R.field, { type: "conditions.checked", level: "caution" }, { at: link.time - 200 * MIN });
      link.wait(1).beat();
    });
    expect(said.voidedBy).toBeNull();
  });
});
