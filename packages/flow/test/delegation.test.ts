import type { DeviceId } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { isClosing } from "../src/index.ts";
import { Link, MIN, R, S, code } from "./support.ts";

/** GO in the hands of a field officer (domain.md, row 8; parameters: 12 h, named device, revocable). */

const A = code(0);
const FIELD = S.field.device as DeviceId;
const HOURS = 60 * MIN;

function delegated(link: Link, minutes = 60): Link {
  const said = link.say(S.duty, { type: "roster.delegated", device: FIELD, until: link.time + minutes * MIN });
  expect(said.voidedBy).toBeNull();
  return link;
}
/** The field officer has spoken, so that its device is known. */
const holding = () => Link.open().holding(A);

describe("DR7 delegation of GO", () => {
  it("a field officer gives GO when it is delegated, and only the named device", () => {
    const link = delegated(holding());
    expect(link.released(A, {}, { ...S.field, device: "another-phone" }).voidedBy).toBe("H8.delegated");
    expect(link.released(A, {}, S.field).voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "released", authorised: true });
  });

  it("it ends with its time, at the limit and one past it", () => {
    const link = delegated(holding(), 1);
    link.wait(1);
    expect(link.time).toBe(link.state.delegated[FIELD]);
    expect(link.released(A, {}, S.field).voidedBy).toBeNull();
    const late = delegated(holding(), 1).wait(2);
    expect(late.released(A, {}, S.field).voidedBy).toBe("H8.delegated");
  });

  it("it is taken back at once", () => {
    const link = delegated(holding());
    expect(link.say(S.duty, { type: "roster.undelegated", device: FIELD }).voidedBy).toBeNull();
    link.wait(1);
    expect(link.released(A, {}, S.field).voidedBy).toBe("H8.delegated");
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("12 hours are the most, and only the sending side's duty officer gives them", () => {
    const link = holding();
    const until = link.time + 12 * HOURS;
    expect(link.say(S.duty, { type: "roster.delegated", device: FIELD, until: until + 1 }).voidedBy).toBe("R1.until");
    expect(link.say(S.duty, { type: "roster.delegated", device: FIELD, until }).voidedBy).toBeNull();
    expect(link.say(R.duty, { type: "roster.delegated", device: FIELD, until }).voidedBy).toBe("W1");
    expect(link.say(S.field, { type: "roster.delegated", device: FIELD, until }).voidedBy).toBe("W1");
  });

  it("DR3 a grant that ended stays closing until the delegated phone has read of it, even after the delegation ended", () => {
    const link = delegated(holding());
    const { id } = link.grant(A);
    link.amended(A, 9);
    link.say(S.duty, { type: "roster.undelegated", device: FIELD });
    link.say(S.duty, { type: "ack", heads: [] });
    link.say(S.duty2, { type: "ack", heads: [] });
    link.say(S.sup, { type: "ack", heads: [] });
    const grant = link.state.grants[id];
    expect(grant === undefined ? false : isClosing(link.state, grant, link.time)).toBe(true);
    link.say(S.field, { type: "ack", heads: [] });
    expect(link.state.live).not.toContain(id);
  });
});
