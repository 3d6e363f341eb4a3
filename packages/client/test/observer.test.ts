import { eventIdFrom, type Body } from "@vado/protocol";
import { expect, test } from "vitest";
import { agree, chat, holdPlaced, incident } from "./acts.ts";
import { EvilMember } from "./evil.ts";
import { mlsRig, nullRig, sixDevices } from "./rig.ts";

const seen = (now: number): Body =>
  ({ type: "observation", from: now - 60_000, to: now, point: "the ramp", people: 37 }) as Body;
const concern = (): Body => ({ type: "concern.raised", reason: "nobody has had water since noon" });

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const) {
  test(`K160: an observer follows record, and no word of ops; it says what it observes, and nothing else (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("observer")) as never);
    await agree(rig);
    const before = await rig.device("sending.duty").act(incident);
    await rig.settle();
    const eye = await rig.observe("watch.eye");
    await rig.settle();
    await rig.pass(60_000);
    expect(eye.client.standing).toMatchObject({ joined: true, anchored: true, provisional: false, fork: null });
    expect(eye.client.state.incidents[before]).toBeDefined();
    const read = rig.device("receiving.duty").client.readSeq.record;
    await rig.device("sending.duty").act(chat("between the two sides"));
    const hold = await rig.device("receiving.duty").act(holdPlaced);
    await rig.settle([eye, rig.device("receiving.duty")]);
    expect(eye.client.state.holds[hold]).toBeDefined();
    // What an observer has read, no side has.
    expect(rig.device("sending.duty").client.readSeq.record).toBeLessThanOrEqual(
      Math.max(read, eye.client.head("record").seq - 1),
    );
    await rig.settle();
    expect(await eye.client.log("ops")).toEqual([]);
    expect(eye.client.head("ops")).toMatchObject({ head: null, epochAuthenticator: null });
    const digests = rig.devices.map(({ client }) => client.digest("record"));
    expect(new Set(await Promise.all(digests)).size).toBe(1);

    await eye.act(() => seen(rig.now));
    await eye.act(concern);
    await rig.settle();
    for (const { client } of rig.devices) expect(client.state.alarms["concern"]).toBe(1);
    expect(await eye.rule(chat("hello"))).toBe("K160");
    for (const act of [holdPlaced, incident, () => ({ type: "fork.settled", reason: "x" }) as Body])
      expect(await eye.rule(act), act("x".repeat(22)).type).not.toBeNull();
    // It acknowledges like everybody, so that a log of its own would show.
    await rig.pass(40_000);
    expect(Object.keys(rig.device("sending.duty").client.state.devices)).toContain("watch.eye");
    await eye.restart();
    await rig.pass(60_000);
    expect(eye.client.standing).toMatchObject({ joined: true, provisional: false });
  });

  test(`K160: what an evil observer seals is void or refused by all alike (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("evil-observer")) as never);
    await agree(rig);
    const eye = await rig.observe("watch.eye");
    await rig.settle();
    await rig.pass(60_000);
    const evil = new EvilMember(rig, eye);
    const witness = rig.device("sending.archive");
    const id = (n: number): string => eventIdFrom(new Uint8Array(16).fill(n));
    const tries: Body[] = [
      { type: "hold.placed", hold: id(1), reason: "stop" },
      { type: "hold.lifted", hold: id(1), answers: id(1) },
      { type: "incident.opened", incident: id(2), kind: "other" },
      { type: "message.sent", text: "let them go" },
      { type: "roster.on", device: "watch.eye", until: rig.now + 60_000 },
      { type: "heartbeat", heads: [] },
      {
        type: "digest.published",
        device: "watch.eye",
        seq: 1,
        head: "0".repeat(64),
        state: "0".repeat(64),
        part: 0,
        parts: 1,
        text: "{}",
      },
      { type: "conditions.checked", level: "good" },
      { type: "fork.settled", reason: "x" },
    ] as Body[];
    const state = rig.devices.map(
      ({ client }) => JSON.stringify(client.state.holds) + JSON.stringify(client.state.incidents),
    );
    for (const body of tries) {
      const envelope = await evil.envelope(witness, "record", body);
      const seq = await evil.sendEnvelope("record", envelope);
      await rig.settle();
      const rows = await Promise.all(
        rig.devices.map(async ({ client }) => (await client.log("record")).find((row) => row.seq === seq)),
      );
      const judged = new Set(rows.map((row) => `${row?.refused} ${row?.voidedBy}`));
      expect(judged.size, body.type).toBe(1);
      expect([...judged][0], body.type).not.toBe("null null");
    }
    expect(
      rig.devices.map(({ client }) => JSON.stringify(client.state.holds) + JSON.stringify(client.state.incidents)),
    ).toEqual(state);
    expect(await rig.digests()).toHaveLength(1);
    for (const { client } of rig.devices) expect(client.standing.fork).toBeNull();
  });
}
