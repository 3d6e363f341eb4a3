import { radioCode, type Body } from "@vado/protocol";
import { expect, test } from "vitest";
import { holdPlaced, incident } from "./acts.ts";
import { A, B, back, cutOff, departed, go, granted, offlineGo, openLink, othersOf } from "./handover.ts";
import type { Device, Rig } from "./rig.ts";

const MINUTE_MS = 60_000;

/** How every device sees a group, once for all that agree. */
const seenBy = <S>(rig: Rig<S>, group: string) => [
  ...new Set(
    rig.devices.map(({ client }) => {
      const { phase, authorised, released, departed: left } = client.state.groups[group] ?? {};
      return JSON.stringify({ phase, authorised, released, left });
    }),
  ),
];
const RELEASED = JSON.stringify({ phase: "released", authorised: true, released: 10, left: null });

const alarms = <S>(rig: Rig<S>, alarm: string) =>
  ["sending.duty", "receiving.duty"].map((name) => rig.device(name).client.state.alarms[alarm] ?? 0);

/** The device's own entries in the log after `seq`, oldest first. */
async function ownAfter<S>(
  device: Device<S>,
  seq: number,
): Promise<{ type: string; seen: number; voidedBy: string | null }[]> {
  const rows = (await device.client.log("record")).filter(
    (row) => row.seq > seq && row.device === device.name && row.text !== null,
  );
  return rows.map((row) => {
    const { body, seen } = JSON.parse(row.text as string) as { body: Body; seen: { seq: number } };
    return { type: body.type, seen: seen.seq, voidedBy: row.voidedBy };
  });
}

test("K37 (OF1, OF2): GO given while the relay is away is ordered later, valid, and goes out as it was given", async () => {
  const rig = await openLink("offline go");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  expect(await duty.rule(() => go(A, grant))).toBe("S8.offline");
  const { seq } = duty.client.head("record");
  await duty.act(() => offlineGo(duty, A, grant));
  expect(seenBy(rig, A)).not.toContain(RELEASED);
  // The others go on meanwhile, and what they say is read before GO is sent.
  await rig.device("receiving.field").act(incident);
  await rig.pass(3 * MINUTE_MS, othersOf(rig, duty));
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
  expect(duty.client.undone).toEqual([]);
  expect(alarms(rig, "released-before-hold")).toEqual([0, 0]);
  const [first] = await ownAfter(duty, seq);
  expect(first).toEqual({ type: "group.released", seen: seq, voidedBy: null });
  expect(duty.client.state.groups[A]?.releasedAt).toBeLessThan(rig.now - 2 * MINUTE_MS);
  expect(await rig.digests()).toHaveLength(1);
});

test("K37 (OF3): nobody gives GO offline whom the other side's silence has lasted too long, but for its radio code", async () => {
  const rig = await openLink("silence");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  rig.now += 121_000;
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBe("H8.fresh");
  const wrong = radioCode(grant) === "123456" ? "654321" : "123456";
  expect(await duty.rule(() => offlineGo(duty, A, grant, wrong))).toBe("H8.radio");
  expect(duty.client.may(() => offlineGo(duty, A, grant, radioCode(grant)))).toBeNull();
  await duty.act(() => offlineGo(duty, A, grant, radioCode(grant)));
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});

test("K37 (OF5): a hold that crossed does not void it; both sides see released before the hold", async () => {
  const rig = await openLink("hold crosses");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  await rig.device("receiving.field").act(holdPlaced);
  await rig.settle(othersOf(rig, duty));
  await duty.act(() => offlineGo(duty, A, grant));
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
  expect(alarms(rig, "released-before-hold")).toEqual([1, 1]);
  // The hold stands for the next group all the same.
  expect(Object.values(duty.client.state.holds).map(({ endedSeq }) => endedSeq)).toEqual([null]);
});

test("K37: a hold that the device had read, or placed itself and not sent yet, stands in the way", async () => {
  const rig = await openLink("hold known");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const field = rig.device("sending.field");
  await cutOff(duty);
  await duty.act((hold) => ({ ...holdPlaced(hold), group: A }) as Body);
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBe("H8.hold");
  await back(rig, duty);
  await cutOff(duty);
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBe("H8.hold");
  expect(await field.rule(() => offlineGo(field, A, grant))).toBe("H8.delegated");
});

test("K37 (K30): a hold of the same device made after GO goes out first, and does not void it", async () => {
  const rig = await openLink("own hold after");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  const { seq } = duty.client.head("record");
  await duty.act(incident);
  await duty.act(() => offlineGo(duty, A, grant));
  await duty.act(holdPlaced);
  duty.switches.down = false;
  await rig.settle([duty]);
  await rig.settle();
  expect((await ownAfter(duty, seq)).slice(0, 3)).toEqual(
    ["hold.placed", "incident.opened", "group.released"].map((type) => ({ type, seen: seq, voidedBy: null })),
  );
  expect(seenBy(rig, A)).toEqual([RELEASED]);
  expect(alarms(rig, "released-before-hold")).toEqual([1, 1]);
});

const CROSSINGS: readonly [string, (rig: Rig<never>, grant: string) => Promise<void>][] = [
  [
    "an accepted revoke",
    async (rig, grant) => {
      const asked = await rig
        .device("receiving.duty")
        .act(() => ({ type: "grant.revoke-asked", group: A, grant, reason: "full" }) as unknown as Body);
      await rig.settle(othersOf(rig, rig.device("sending.duty")));
      await rig
        .device("sending.supervisor")
        .act(() => ({ type: "grant.revoke-accepted", group: A, grant, answers: asked }) as unknown as Body);
    },
  ],
  [
    "an amendment",
    async (rig) => {
      await rig
        .device("sending.supervisor")
        .act(() => ({ type: "group.amended", group: A, version: 2, headcount: 8, units: { 4: 2 }, needs: {} }));
    },
  ],
  [
    "a withdrawal",
    async (rig) => {
      await rig.device("sending.supervisor").act(() => ({ type: "group.withdrawn", group: A, reason: "they stay" }));
    },
  ],
  [
    "the lapse",
    async (rig) => {
      await rig.pass(7 * MINUTE_MS, othersOf(rig, rig.device("sending.duty")));
    },
  ],
];
for (const [what, cross] of CROSSINGS)
  test(`K37 (DR3): GO given offline before ${what} became known is valid, and the grant was not given away`, async () => {
    const rig = (await openLink(`crossing ${what}`)) as unknown as Rig<never>;
    await rig.add("sending", "supervisor");
    await rig.pass(MINUTE_MS);
    const grant = await granted(rig, A);
    if (what === "the lapse") await rig.pass(20 * MINUTE_MS);
    const duty = rig.device("sending.duty");
    await cutOff(duty);
    await duty.act(() => offlineGo(duty, A, grant));
    await cross(rig, grant);
    const others = othersOf(rig, duty);
    await rig.pass(MINUTE_MS, others);
    const { state } = rig.device("receiving.duty").client;
    expect(state.grants[grant]?.ended).not.toBeNull();
    expect(state.live).toContain(grant);
    await back(rig, duty);
    expect(duty.client.undone).toEqual([]);
    expect(seenBy(rig, A)).toEqual([RELEASED]);
    expect(await rig.digests()).toHaveLength(1);
  });

test("K37 (H8.order): whatever is read, sent or lost between GO and its sending, its device says nothing newer first", async () => {
  const rig = await openLink("order");
  const grants = [await granted(rig, A), await granted(rig, B)] as const;
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  const { seq } = duty.client.head("record");
  await duty.act(() => offlineGo(duty, A, grants[0]));
  await duty.act(() => departed(A));
  for (let i = 0; i < 3; i++) await rig.device("receiving.field").act(holdPlaced);
  await rig.pass(2 * MINUTE_MS, othersOf(rig, duty));
  // It comes back, reads, loses the answer to what it sends, and its power, at every write.
  for (let cut = 1; cut <= 12; cut++) {
    duty.vault.cutAt = cut;
    duty.vault.cut = cut % 2 === 0 ? "before" : "after";
    duty.switches.down = false;
    duty.switches.loseAnswers = cut % 3 === 0 ? 1 : 0;
    await duty.step();
    duty.switches.down = true;
    await duty.step();
    await duty.restart();
  }
  await back(rig, duty);
  const own = await ownAfter(duty, seq);
  expect(own.slice(0, 2)).toEqual([
    { type: "group.released", seen: seq, voidedBy: null },
    expect.objectContaining({ type: "group.departed", voidedBy: null }),
  ]);
  expect(own.filter(({ type }) => type === "group.released")).toHaveLength(1);
  expect(seenBy(rig, A)).toEqual([JSON.stringify({ phase: "inTransit", authorised: true, released: 10, left: 10 })]);
  expect(await duty.rule(() => offlineGo(duty, B, grants[1]))).toBe("H8.hold");
});

test("K37 (H8.order): GO is refused when the device has read on since the moment it names", async () => {
  const rig = await openLink("read on");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const before = offlineGo(duty, A, grant);
  await rig.device("receiving.field").act(incident);
  await rig.settle();
  expect(await duty.rule(() => before)).toBe("H8.order");
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBeNull();
});

/** A hold on the group is on its way to the device, which reads it and owes an acknowledgement at once. */
async function holdOnItsWay(seed: string) {
  const rig = await openLink(seed);
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await rig.device("receiving.duty").act((hold) => ({ ...holdPlaced(hold), group: A }) as Body);
  await rig.settle(othersOf(rig, duty));
  return { rig, grant, duty };
}

test("K37: a tap on GO at any moment of a step that reads a hold is refused, or valid in the log", async () => {
  const answers = new Set<string>();
  for (let moment = 0; moment < 40; moment++) {
    const { rig, grant, duty } = await holdOnItsWay(`tap ${moment}`);
    const step = duty.step();
    for (let i = 0; i < moment; i++) await (i % 10 === 9 ? new Promise(setImmediate) : Promise.resolve());
    const rule = await duty.rule(() => offlineGo(duty, A, grant));
    await step;
    await rig.settle();
    answers.add(rule ?? "given");
    expect(duty.client.undone, `moment ${moment}`).toEqual([]);
    expect(alarms(rig, "released-before-hold"), `moment ${moment}`).toEqual(rule === null ? [1, 1] : [0, 0]);
  }
  expect([...answers].sort()).toEqual(["H8.hold", "given"]);
});

test("K37: a tap while the hold is being read counts as before it", async () => {
  const { rig, grant, duty } = await holdOnItsWay("half read");
  const { seq } = duty.client.head("record");
  const step = duty.step();
  for (let i = 1; duty.client.head("record").seq === seq; i++)
    await (i % 1_000 === 0 ? new Promise(setImmediate) : Promise.resolve());
  expect(duty.client.state.seq).toBe(seq);
  await duty.act(() => offlineGo(duty, A, grant));
  await step;
  await rig.settle();
  expect(duty.client.undone).toEqual([]);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});

test("K37 (H8.order): while GO is being written to a slow disk its device says nothing newer", async () => {
  const { rig, grant, duty } = await holdOnItsWay("slow disk");
  const write = duty.vault.write.bind(duty.vault);
  let step: Promise<unknown> = Promise.resolve();
  duty.vault.write = async (rows) => {
    if (rows.some(({ key }) => key.startsWith("out/"))) await step;
    return write(rows);
  };
  step = duty.step();
  await duty.act(() => offlineGo(duty, A, grant));
  duty.vault.write = write;
  await rig.settle();
  expect(duty.client.undone).toEqual([]);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});

test("K37: two GOs given offline, the first before and the second after a look at the log, are both valid", async () => {
  const rig = await openLink("two");
  const grants = [await granted(rig, A), await granted(rig, B)] as const;
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  const { seq } = duty.client.head("record");
  await duty.act(() => offlineGo(duty, A, grants[0]));
  await rig.device("receiving.field").act(incident);
  await rig.settle(othersOf(rig, duty));
  // It reads, and every append is lost on its way.
  duty.switches.down = false;
  duty.switches.answer = { kind: "conflict" } as never;
  await duty.step();
  duty.switches.answer = null;
  await cutOff(duty);
  expect(duty.client.head("record").seq).toBeGreaterThan(seq);
  const second = duty.client.head("record").seq;
  await duty.act(() => offlineGo(duty, B, grants[1]));
  await duty.restart();
  await back(rig, duty);
  expect((await ownAfter(duty, seq)).filter(({ type }) => type === "group.released")).toEqual([
    { type: "group.released", seen: seq, voidedBy: null },
    { type: "group.released", seen: second, voidedBy: null },
  ]);
  for (const group of [A, B]) expect(seenBy(rig, group)).toEqual([RELEASED]);
});

test("K37 (OF4): what GO offline has taken of block, rate and quota is taken for the next one", async () => {
  const rig = await openLink("block", { block: { kind: "permissive", groups: 2 } });
  const grants = [await granted(rig, A), await granted(rig, B)] as const;
  await rig.device("sending.duty").act(() => ({ ...go(A, grants[0]), headcount: 10 }) as Body);
  await rig.settle();
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  expect(duty.client.may(() => offlineGo(duty, B, grants[1]))).toBeNull();
  expect(duty.client.may(() => offlineGo(duty, A, grants[0]))?.rule).toBe("H8.phase");
  await duty.act(() => offlineGo(duty, B, grants[1]));
  expect(await duty.rule(() => offlineGo(duty, B, grants[1]))).toBe("H8.phase");
});

test("K37: with a connection nothing is gained by acted: what only the log of now knows is asked as well", async () => {
  const rig = await openLink("no way round");
  const first = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await duty.act(() => go(A, first));
  await rig.pass(30 * MINUTE_MS, rig.devices, 30_000);
  const second = await granted(rig, B);
  expect(duty.client.may(() => offlineGo(duty, B, second))).toBeNull();
  await rig.pass(6 * MINUTE_MS, rig.devices, 30_000);
  // The first was never told to have left, and is overdue.
  expect(duty.client.standing.connected).toBe(true);
  expect(await duty.rule(() => go(B, second))).toBe("H8.overdue");
  expect(await duty.rule(() => offlineGo(duty, B, second))).toBe("H8.overdue");
});

test("K37 (H8.offline): GO that could not be sent within OFFLINE_MAX is not done, and is told with its rule, over restarts", async () => {
  const rig = await openLink("too late");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  const intent = await duty.act(() => offlineGo(duty, A, grant));
  await rig.pass(11 * MINUTE_MS, othersOf(rig, duty));
  await back(rig, duty);
  expect(duty.client.undone).toMatchObject([
    { intent, rule: "H8.offline", body: { type: "group.released", group: A } },
  ]);
  await duty.restart();
  expect(duty.client.undone).toHaveLength(1);
  expect(duty.client.outbox).toEqual([]);
  expect(duty.client.said.groups[A]?.phase).toBe("confirmed");
});

test("K37 (K40): a head in acted that is not the log's is a fork alarm on every device", async () => {
  const rig = await openLink("wrong head");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const forged = () => {
    const body = offlineGo(duty, A, grant) as Extract<Body, { type: "group.released" }>;
    return { ...body, acted: { ...body.acted, head: "ab".repeat(32) } } as Body;
  };
  await duty.act(forged);
  await rig.settle();
  for (const { client, name } of rig.devices) expect(client.standing.fork, name).not.toBeNull();
});

test("K38: what was let go offline is let go for every later act of the device, and for its screens", async () => {
  const rig = await openLink("said go");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  const withdrawn = (): Body => ({ type: "group.withdrawn", group: A, reason: "too late" });
  expect(duty.client.may(withdrawn)).toBeNull();
  expect(duty.client.said).toBe(duty.client.state);
  await duty.act(() => offlineGo(duty, A, grant));
  expect(duty.client.may(withdrawn)?.rule).toBe("H17.phase");
  expect(duty.client.said.groups[A]?.phase).toBe("released");
  expect(duty.client.state.groups[A]?.phase).toBe("confirmed");
  await duty.act(() => ({ type: "group.called", group: A, by: "voice" }));
  await duty.act(() => departed(A));
  expect(duty.client.said.groups[A]).toMatchObject({
    phase: "inTransit",
    called: true,
    authorised: true,
    departed: 10,
  });
  expect(duty.client.said.alarms["unauthorised-departure"]).toBeUndefined();
  await duty.restart();
  expect(duty.client.said.groups[A]?.phase).toBe("inTransit");
  await back(rig, duty);
  expect(duty.client.said).toBe(duty.client.state);
  expect(seenBy(rig, A)).toEqual([JSON.stringify({ phase: "inTransit", authorised: true, released: 10, left: 10 })]);
  expect(alarms(rig, "unauthorised-departure")).toEqual([0, 0]);
  expect(duty.client.state.totals.departed).toBe(10);
});

test("K38: a clock that is wrong by minutes changes nothing of what a device takes as said", async () => {
  const rig = await openLink("wrong clock");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  duty.skew = -9 * MINUTE_MS;
  await duty.act(incident);
  await rig.settle();
  await cutOff(duty);
  rig.now += 10_000;
  await duty.act(() => offlineGo(duty, A, grant));
  expect(duty.client.said.groups[A]?.phase).toBe("released");
  await duty.restart();
  expect(duty.client.said.groups[A]?.phase).toBe("released");
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});

test("K38: what a device whose clock is half an hour ahead says offline does not close the window for its GO", async () => {
  const rig = await openLink("clock ahead");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  duty.skew = 30 * MINUTE_MS;
  await duty.act(incident);
  await rig.settle();
  await cutOff(duty);
  await duty.act(incident);
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBeNull();
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});

test("K39: what is said with exercise, a GO offline too, never changes the real state", async () => {
  const rig = await openLink("drill");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const exercise = { exercise: true } as const;
  expect(await duty.client.submit(holdPlaced, exercise)).toMatchObject({ rule: "D3.running" });
  await duty.act(
    () => ({ type: "drill.started", until: rig.now + 60 * MINUTE_MS, note: "training" }) as unknown as Body,
  );
  await rig.settle();
  await cutOff(duty);
  await duty.client.submit(holdPlaced, exercise);
  await duty.client.submit(() => ({ type: "group.opened", group: B }), exercise);
  // A hold that is played holds nothing back, and what is played is not there.
  expect(duty.client.said.drill?.state.groups[B]?.phase).toBe("forming");
  expect(duty.client.said.groups[B]).toBeUndefined();
  expect(await duty.client.submit(() => offlineGo(duty, A, grant), exercise)).toMatchObject({ rule: "H8.phase" });
  await duty.act(() => offlineGo(duty, A, grant));
  await back(rig, duty);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
  const { state } = rig.device("receiving.duty").client;
  expect(Object.keys(state.holds)).toEqual([]);
  expect(Object.keys(state.drill?.state.holds ?? {})).toHaveLength(1);
  expect(state.groups[B]).toBeUndefined();
});

test("K37 (H7): a referral said offline before GO goes before it", async () => {
  const rig = await openLink("referral");
  const grant = await granted(rig, A, { needs: { unaccompaniedChildren: 2 } });
  const duty = rig.device("sending.duty");
  await cutOff(duty);
  expect(await duty.rule(() => offlineGo(duty, A, grant))).toBe("H8.referral");
  await duty.act(() => ({ type: "group.referred", group: A, to: "child protection" }) as unknown as Body);
  await duty.act(() => offlineGo(duty, A, grant));
  await rig.device("receiving.field").act(incident);
  await rig.settle(othersOf(rig, duty));
  await back(rig, duty);
  expect(duty.client.undone).toEqual([]);
  expect(seenBy(rig, A)).toEqual([RELEASED]);
});
