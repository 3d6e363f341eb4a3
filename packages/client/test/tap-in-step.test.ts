import { groupCodeFrom, type Body, type GroupCode } from "@vado/protocol";
import { expect, test } from "vitest";
import { agree } from "./acts.ts";
import { sixDevices, nullRig } from "./rig.ts";

/** A person taps while a step is under way: at every moment of it the act finds what was said before, and is not lost. */

const MOMENTS = 160;

const opened = (group: string): Body => ({ type: "group.opened", group }) as Body;
const ready = (group: GroupCode): Body =>
  ({
    type: "group.ready",
    group,
    version: 1,
    headcount: 4,
    units: { 4: 1 },
    needs: {},
    explained: true,
    voluntary: true,
  }) as Body;

test("K35 an act that builds on one that is just landing is accepted and done, whichever moment it comes", async () => {
  const rig = await sixDevices(await nullRig("tap in step"));
  await agree(rig);
  const archive = rig.device("sending.archive");
  await archive.act(() => ({ type: "station.opened", station: "MAT" }) as Body);
  await rig.settle();
  const field = rig.device("sending.field");
  const wrong: string[] = [];
  for (let moment = 0; moment < MOMENTS; moment++) {
    const code = groupCodeFrom(
      Uint8Array.from({ length: 8 }, (_, i) => (moment * 37 + i * 11 + (moment >> 3) * 5) % 256),
    );
    const first = await field.client.submit(() => opened(code));
    if (!("intent" in first)) continue;
    const step = field.client.step();
    for (let i = 0; i < moment; i++) await Promise.resolve();
    const second = await field.client.submit(() => ready(code));
    await step;
    await rig.settle([field]);
    const phase = field.client.state.groups[code]?.phase ?? "unknown";
    if ("rule" in second || phase !== "ready") wrong.push(`${moment}: ${"rule" in second ? second.rule : phase}`);
  }
  expect(wrong).toEqual([]);
});

test("K36 a clock with parts of a millisecond costs no act: what is signed is whole (found in a browser of the demo)", async () => {
  const rig = await sixDevices(await nullRig("part of a millisecond"));
  const field = rig.device("sending.field");
  field.skew = 0.375;
  const intent = await field.act((hold) => ({ type: "hold.placed", hold, reason: "water" }) as Body);
  await rig.settle();
  expect(Object.keys(rig.device("receiving.duty").client.state.holds)).toEqual([intent]);
  expect(field.client.undone).toEqual([]);
});
