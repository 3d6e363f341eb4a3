import { compileMessage } from "@lingui/message-utils/compileMessage";
import { radioCode } from "@vado/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { compileWith, offlineGo, spacedDigits, speak } from "../src/index.ts";
import { expectedState, givenHere } from "../src/phone/expected.ts";
import { actionsOf } from "../src/phone/next-action.ts";
import { changes, sightOf } from "../src/phone/watch.ts";
import { FakeDevice } from "./gallery/fake-device.ts";
import { quietMorning } from "./gallery/morning.ts";
import { MIN, R, S, codeOf } from "./gallery/story.ts";

/** GO without a connection, as a phone asks the law about it. */

const A = codeOf(0);
const OFF = { snapshot: { connected: false }, relayMs: null } as const;

function cutOff(minutes: number, prepare?: (story: ReturnType<typeof quietMorning>) => void) {
  const story = quietMorning();
  prepare?.(story);
  story.time += minutes * MIN;
  const device = new FakeDevice(story, S.duty, OFF);
  return { story, device, grant: story.grant(A) };
}

beforeAll(async () => {
  compileWith(compileMessage as never);
  await speak("en");
});

describe("GO without a connection", () => {
  it("is ready while the other side was heard lately (OF1)", () => {
    const { device, grant } = cutOff(1);
    const go = offlineGo(device, grant, "");
    const acted = go.kind === "ready" ? go.make().acted : null;
    expect(acted).toEqual({ deviceTime: device.clock.value, seq: device.acted().seq, head: "0".repeat(64) });
  });

  it("asks for the radio code after a silence, refuses another grant's and takes the right one (OF3)", () => {
    const { device, grant } = cutOff(4);
    const right = radioCode(grant.id);
    const wrong = right === "000000" ? "000001" : "000000";
    expect(offlineGo(device, grant, "")).toEqual({ kind: "radio" });
    expect(offlineGo(device, grant, right.slice(0, 5))).toEqual({ kind: "radio" });
    expect(offlineGo(device, grant, wrong)).toEqual({ kind: "wrongCode" });
    const go = offlineGo(device, grant, right);
    expect(go.kind === "ready" && go.make().acted?.radioCode).toBe(right);
  });

  it("a hold, or conditions that are old, stand for the code as well (OF4)", () => {
    const held = cutOff(4, (story) => story.hold(R.duty, "water"));
    expect(offlineGo(held.device, held.grant, radioCode(held.grant.id))).toEqual({ kind: "refused", rule: "H8.hold" });
    const stop = cutOff(1, (story) => story.look("stop"));
    expect(offlineGo(stop.device, stop.grant, "")).toMatchObject({ kind: "refused" });
  });

  it("given, the group has GO on this phone at once; called and counted out it goes on", async () => {
    const { device, grant } = cutOff(1);
    const go = offlineGo(device, grant, "");
    if (go.kind !== "ready") throw new Error(go.kind);
    await device.act(go.make);
    const { snapshot, me } = device;
    expect(snapshot.value.state.groups[A]?.phase).toBe("confirmed");
    expect(givenHere(snapshot.value)).toEqual([A]);
    expect(actionsOf(expectedState(snapshot.value, me), me, device.clock.value)[0]).toMatchObject({ kind: "call" });
    await device.act(() => ({ type: "group.called", group: A, by: "voice" }));
    await device.act(() => ({ type: "group.departed", group: A, headcount: 80 }));
    expect(expectedState(snapshot.value, me).groups[A]).toMatchObject({ phase: "inTransit", authorised: true });
  });

  it("whoever gave it is not told of it again when the log has it", () => {
    const { story, device } = cutOff(1);
    const before = sightOf(story.state, [A]);
    story.released(A);
    expect(changes(before, story.state, device.me)).toEqual([]);
    expect(changes(sightOf(quietMorning().state), story.state, device.me).map(({ kind }) => kind)).toContain("go");
  });

  it("digits stand in threes", () => expect(spacedDigits("048213")).toBe("048 213"));
});
