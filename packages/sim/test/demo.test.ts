import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { groupCodeFrom, type Side } from "@vado/protocol";
import { nodeEntropy } from "@vado/host";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDemo, type Demo } from "../src/demo/demo.ts";
import type { statusOf } from "../src/demo/status.ts";
import type { DemoSights } from "../src/demo/view.ts";
import { parseScenario } from "../src/scenario/index.ts";
import { Person } from "./person.ts";

const root = new URL("../../../", import.meta.url);
const scenario = parseScenario(readFileSync(new URL("scenarios/matamoros-brownsville-2023-05.json", root), "utf8"));
/** For a machine that does much else beside. */
const MINUTES = 5 * 60_000;
const folder = mkdtempSync(join(tmpdir(), "vado-test-demo-"));
const temporary = join(folder, "tmp");
const PACE = 240;

type Status = Awaited<ReturnType<typeof statusOf>>;

let demo: Demo;
let base = "";
const faults: unknown[] = [];

beforeAll(async () => {
  // Other demos on this machine keep their own folders.
  mkdirSync(temporary);
  process.env["TMPDIR"] = temporary;
  mkdirSync(join(folder, "dist"));
  for (const name of ["demo.html", "index.html"]) writeFileSync(join(folder, "dist", name), "<!doctype html>");
  const page = createHash("sha256").update("<!doctype html>").digest("hex");
  const list = { v: 1, version: "0.1.0", files: [{ path: "index.html", sha256: page }] };
  writeFileSync(join(folder, "dist", "app-list.json"), JSON.stringify(list));
  demo = await startDemo({
    scenario,
    host: "127.0.0.1",
    port: 0,
    pace: PACE,
    paceWithPersonMax: PACE,
    apps: { desk: new URL("apps/desk/src/main.ts", root), board: new URL("fixtures/board.ts", import.meta.url) },
    web: join(folder, "dist"),
    onFault: (error) => faults.push(error),
  });
  base = `http://127.0.0.1:${demo.port}`;
}, MINUTES);

afterAll(async () => {
  await demo.close();
  const left = readdirSync(temporary);
  rmSync(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
  expect(left).toEqual([]);
});

async function post(path: string, body: object): Promise<number> {
  return (await fetch(`${base}/api/demo/${path}`, { method: "POST", body: JSON.stringify(body) })).status;
}

/** Whenever it is asked, everybody is somewhere and all devices tell one story. */
const status = async (query = ""): Promise<Status> => {
  const seen = (await (await fetch(`${base}/api/demo/status${query}`)).json()) as Status;
  expect(seen).toMatchObject({ conservation: true, digests: 1 });
  return seen;
};
const sights = async (side: Side): Promise<DemoSights> =>
  (await (await fetch(`${base}/api/demo/sights?side=${side}`)).json()) as DemoSights;

/** Waits until something is so, looking often; fails with what was seen last. */
async function until<T>(
  look: () => Promise<T> | T,
  so: (seen: T) => boolean,
  what: string,
  ms = 2 * 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (so(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(seen)?.slice(0, 2_000)}`);
    await sleep(50);
  }
}

/** The process that this one started with such a word on its command line. */
function childNamed(word: string): number {
  const found = readdirSync("/proc").find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const parent = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1];
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word);
    } catch {
      return false;
    }
  });
  return Number(found);
}

const whole = { digests: 1, violations: 0, conservation: true };

describe("a demo", () => {
  test(
    "E1 is alive when it has started: people were received, everybody is somewhere, all devices tell one story",
    async () => {
      const first = await status("?check=now");
      expect(first).toMatchObject({ ready: true, relay: "up", ...whole });
      expect(first.people.received).toBeGreaterThan(0);
      expect(first.perLink["MAT-BRO"]?.received).toBe(first.people.received);
      expect(first.receivedPerDay[0]).toBe(first.people.received);
      const more = await until(
        status,
        (seen) => seen.people.received > first.people.received,
        "more people are received",
      );
      expect(more.clock.now).toBeGreaterThan(first.clock.now);
    },
    MINUTES,
  );

  test(
    "E2 the relay killed comes back on its own disk, and the day goes on with nothing lost",
    async () => {
      expect(await post("relay", { up: false })).toBe(200);
      const { people } = await status();
      expect((await status()).relay).toBe("down");
      expect((await fetch(`${base}/relay/v1/health`)).status).toBe(503);
      await sleep(500);
      expect(await post("relay", { up: true })).toBe(200);
      expect((await fetch(`${base}/relay/v1/health`)).status).toBe(200);
      await until(
        status,
        (seen) => seen.people.received > people.received,
        "people are received after the relay came back",
      );
      expect(await status("?check=now")).toMatchObject({ relay: "up", ...whole });
    },
    MINUTES,
  );

  test.skipIf(process.platform !== "linux")(
    "E2 a desk that dies comes back by itself, and time does not wait for the dead",
    async () => {
      const { people, clock } = await status();
      process.kill(childNamed("desk-receiving"), "SIGKILL");
      const health = async () => (await fetch(`${base}/receiving/api/health`)).status;
      await until(health, (code) => code === 503, "the desk is away");
      await until(status, (seen) => seen.clock.now > clock.now + 60_000, "time goes on");
      await until(health, (code) => code === 200, "the desk is back");
      await until(status, (seen) => seen.people.received > people.received, "people are received after it came back");
      expect(await status("?check=now")).toMatchObject(whole);
    },
    MINUTES,
  );

  test(
    "E3 a pace is followed and a pause stands still",
    async () => {
      expect(await post("pace", { pace: 0 })).toBe(200);
      await sleep(200);
      const { now } = (await status()).clock;
      await sleep(300);
      expect((await status()).clock).toMatchObject({ now, pace: 0, requested: PACE });
      expect(await post("pace", { pace: PACE })).toBe(200);
      expect(await post("pace", { pace: 241 })).toBe(400);
      await until(status, (seen) => seen.clock.now > now, "time goes on");
    },
    MINUTES,
  );

  test(
    "E4 persons take both banks: what they count is the truth, GO is theirs, a difference is reconciled, and nobody is lost",
    async () => {
      expect(await post("officer", { side: "sending", role: "field", by: "person" })).toBe(409);
      const [sender, receiver] = await Promise.all([
        Person.enrol(base, "sending", "field"),
        Person.enrol(base, "receiving", "field"),
      ]);
      try {
        await until(
          status,
          ({ officers }) => officers.filter((post) => post.by === "person").length === 2,
          "the simulated officers stand down",
        );
        const { officers, clock } = await status();
        expect(officers.find(({ side, role }) => side === "sending" && role === "field")?.device).toBe(sender.device);
        expect(clock).toMatchObject({ pace: 1, requested: PACE });
        await post("pace", { pace: PACE });
        await crossAsPersons(sender, receiver);
        expect(await status("?check=now")).toMatchObject({ ...whole, people: { left: 0 } });
        expect(await post("officer", { side: "sending", role: "field", by: "simulated" })).toBe(200);
        expect(await post("officer", { side: "receiving", role: "field", by: "simulated" })).toBe(200);
        await until(
          () => sender.client.state.delegated[sender.device] ?? 0,
          (till) => till <= sender.client.now,
          "GO is taken back",
        );
      } finally {
        await Promise.all([sender.stop(), receiver.stop()]);
      }
      const { people } = await status();
      expect((await status()).clock).toMatchObject({ pace: PACE });
      await until(status, (seen) => seen.people.received > people.received, "the simulated officers go on");
      expect(await status("?check=now")).toMatchObject(whole);
    },
    MINUTES,
  );

  test(
    "E5 a control room opens as a spectator's, and a cut network is one phone's alone",
    async () => {
      const person = await Person.enrol(base, "receiving", "duty");
      try {
        const known = ({ officers }: Status) =>
          officers.find(({ side, role }) => side === "receiving" && role === "duty")?.device === person.device;
        expect((await until(status, known, "the control room has joined")).clock.pace).toBe(PACE);
        const duty = async () =>
          (await status()).officers.find(({ side, role }) => side === "receiving" && role === "duty");
        expect(await duty()).toMatchObject({ by: "simulated" });
        expect(await post("officer", { side: "receiving", role: "duty", by: "person" })).toBe(200);
        expect(await duty()).toMatchObject({ by: "person" });
        expect(await post("network", { device: person.device, offline: true })).toBe(200);
        await until(
          () => person.client.standing.connected,
          (connected) => !connected,
          "the phone is cut off",
        );
        expect((await status()).devices.find(({ device }) => device === person.device)).toMatchObject({
          offline: true,
        });
        await post("network", { device: person.device, offline: false });
        await until(
          () => person.client.standing.connected,
          (connected) => connected,
          "the phone is back",
        );
        await post("officer", { side: "receiving", role: "duty", by: "simulated" });
      } finally {
        await person.stop();
      }
    },
    MINUTES,
  );

  test(
    "E6 begins anew when it is asked to",
    async () => {
      const { people } = await status();
      expect(await post("restart", {})).toBe(202);
      const again = await until(
        async () => (await fetch(`${base}/api/demo/status`)).json() as Promise<Status>,
        (seen) => seen.ready && seen.people.demand < people.demand,
        "a new life",
        MINUTES,
      );
      expect(again).toMatchObject(whole);
      expect(again.officers.every(({ by, device }) => by === "simulated" && device === null)).toBe(true);
    },
    MINUTES,
  );
});

/** A new group from bank to hall in the hands of two persons, with whatever was under way; the second counts it two fewer. */
async function crossAsPersons(sender: Person, receiver: Person): Promise<void> {
  const group = groupCodeFrom(nodeEntropy.bytes(8));
  const seen = await until(
    () => sights("sending"),
    ({ bank }) => bank.some((party) => party.code === null),
    "people stand at the bank",
  );
  const before = await status();
  const work = { over: false };
  const done = Promise.all([send(sender, work), take(receiver, work, group)]);
  await sender.act({ type: "group.opened", group });
  await until(
    () => sights("sending"),
    ({ bank }) => bank.some(({ code }) => code === group),
    "the people have a code",
  );
  const headcount = (seen.bank.find((party) => party.code === null)?.people ?? 0) - 10;
  const counted = { headcount, units: { 1: headcount }, needs: {}, explained: true, voluntary: true };
  await sender.act({ type: "group.ready", group, version: 1, ...counted });
  await until(
    () => sights("sending"),
    ({ bank }) => bank.some((one) => one.code === group && one.people === headcount),
    "the count is the truth",
  );
  expect((await status()).conservation).toBe(true);
  const phase = (person: Person) => () => person.client.state.groups[group]?.phase;
  await until(phase(receiver), (now) => now === "mismatch", "it crosses, and the counts differ", MINUTES);
  const { departed, arrived } = receiver.client.state.groups[group] ?? {};
  expect([departed, arrived]).toEqual([headcount, headcount - 2]);
  expect(await status()).toMatchObject({ conservation: true });
  await until(phase(receiver), (now) => now === "received", "both sides explain it");
  work.over = true;
  await done;
  const miscount = before.perLink["MAT-BRO"]?.miscount ?? 0;
  const after = await until(status, ({ perLink }) => perLink["MAT-BRO"]?.miscount !== miscount, "the record has it");
  expect(after.perLink["MAT-BRO"]?.miscount).toBe(miscount - 2);
  expect(after.conservation).toBe(true);
}

/** A person at the bank: lets go whatever has a confirmed grant, once GO is delegated; calls and counts out. */
async function send({ client, device, act }: Person, work: { readonly over: boolean }): Promise<void> {
  for (; !work.over; await sleep(50))
    for (const { code: group, phase, version, headcount, grant, called } of Object.values(client.state.groups)) {
      if (client.outbox.some(({ body }) => "group" in body && body.group === group)) continue;
      if (phase === "confirmed" && (client.state.delegated[device] ?? 0) > client.now)
        await act({ type: "group.released", group, version, grant, answers: grant, headcount }, 1);
      if (phase === "released" && !called) await act({ type: "group.called", group, by: "voice" });
      if (phase === "released" && called) await act({ type: "group.departed", group, headcount });
    }
}

/** A person at the gate: counts in whoever stands there, and two fewer of one group. */
async function take({ client, act }: Person, work: { readonly over: boolean }, wrong: string): Promise<void> {
  for (; !work.over; await sleep(50)) {
    for (const { code, people } of (await sights("receiving")).gate) {
      const group = client.state.groups[code ?? ""];
      const waits = client.outbox.some(({ body }) => "group" in body && body.group === code);
      if (group === undefined || group.arrived !== null || waits) continue;
      await act({ type: "group.arrived", group: code, headcount: code === wrong ? people - 2 : people });
    }
    for (const { code: group, phase, departed, arrived } of Object.values(client.state.groups))
      if (phase === "arrived" && departed === arrived) await act({ type: "group.received", group }, 1);
  }
}
