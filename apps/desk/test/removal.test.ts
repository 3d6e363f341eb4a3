import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { issueRevocation } from "@vado/channel";
import { nodeCrypto, pacedClock, silentLog } from "@vado/host";
import { DevicesSchema, InviteMadeSchema, base64url, type KeyPair, type Side } from "@vado/protocol";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor, writePapers } from "./corridor.ts";
import { Phone, askToEnrol, invite } from "./phone.ts";

/** Devices that are taken out: by their own desk, or by the other side's with a root's revocation (DX). */

const HEARTBEAT_S = 8;
const began = Date.now();
const clock = pacedClock({ virtual: began, real: began, pace: 20, limit: Number.MAX_SAFE_INTEGER });
const web = builtApp();
const data = { sending: join(freshFolder(), "data"), receiving: join(freshFolder(), "data") };
const desks = {} as Record<Side, Desk>;
let corridor: Awaited<ReturnType<typeof found>>;
let relay: Awaited<ReturnType<typeof relayFor>>;
const papers = {} as Record<Side, Awaited<ReturnType<typeof papersOf>>>;

async function start(side: Side): Promise<void> {
  const folder = { data: data[side], host: "127.0.0.1", port: 0, web };
  desks[side] = await startDesk({ ...folder, papers: papers[side], clock, publish: null, log: silentLog });
}

beforeAll(async () => {
  corridor = await found();
  relay = await relayFor(corridor, clock);
  for (const side of ["sending", "receiving"] as const) {
    papers[side] = await papersOf(corridor, side, relay.url, { heartbeatS: HEARTBEAT_S, tickets: 24 });
    await start(side);
  }
});
afterAll(async () => {
  for (const desk of Object.values(desks)) await desk.close();
  await relay.close();
});

const enrol = async (side: Side, role: string): Promise<Phone> => {
  const { url } = desks[side];
  const phone = await Phone.enrol(url, await invite(url, TOKENS.operator, role), clock);
  await phone.confirmed();
  return phone;
};
async function read(phone: Phone, path: string): Promise<{ status: number; json: unknown }> {
  const { status, text } = await phone.ask("GET", path);
  return { status, json: JSON.parse(text) };
}
const statusOf = async (phone: Phone, path = "api/station"): Promise<number> => (await read(phone, path)).status;

async function soon(what: string, holds: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not soon: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const asOperator = (side: Side, path: string, body: unknown, token = TOKENS.operator): Promise<Response> =>
  fetch(`${desks[side].url}/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

async function revocationOf(phone: Phone, root = phone.enrolment.agency): Promise<string> {
  const { device, link, agency, charterId } = phone.enrolment;
  const { publicKey } = await nodeCrypto.ed25519FromSeed(phone.keys.signatureSeed);
  const what = { kind: "device" as const, device, signatureKey: publicKey };
  const terms = { charter: charterId, agency, link, what };
  return base64url(await issueRevocation(nodeCrypto, corridor.roots.get(root) as KeyPair, terms));
}

/** The command line, with the operator's token from the desk's papers. */
function vado(side: Side, ...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const main = join(import.meta.dirname, "../../cli/src/main.ts");
  const child = spawn(process.execPath, [
    main,
    "device",
    ...args,
    "--desk",
    desks[side].url,
    "--papers",
    writePapers(papers[side]),
  ]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
}

describe("devices that are to go (DX)", () => {
  let duty: Phone;
  let field: Phone;

  it("DX1 a duty officer takes out a device: the desk serves it no more at once, and within 60 s it is out of the link", async () => {
    duty = await enrol("sending", "duty");
    field = await enrol("sending", "field");
    const { device } = field.enrolment;
    expect(await statusOf(field)).toBe(404);
    const listed = v.parse(DevicesSchema, (await read(duty, "api/devices")).json);
    expect(listed.devices.find((one) => one.device === device)).toMatchObject({
      role: "field",
      standing: "member",
      signatureKey: base64url((await nodeCrypto.ed25519FromSeed(field.keys.signatureSeed)).publicKey),
    });
    const asked = performance.now();
    expect((await duty.ask("POST", "api/removals", { device })).status).toBe(202);
    expect(await read(field, "api/station")).toMatchObject({ status: 403, json: { reason: "device-unknown" } });
    await field.until("removed", ({ standing }) => standing.removed);
    expect(performance.now() - asked).toBeLessThan(60_000);
    expect(field.client.standing.removal).toEqual({ by: "L1.sending.archive", reason: "agency" });
    await duty.until("told", ({ members }) => members.every((one) => one.device !== device));
    expect((await duty.ask("POST", "api/removals", { device })).status).toBe(202);
    const after = v.parse(DevicesSchema, (await read(duty, "api/devices")).json);
    expect(after.devices.find((one) => one.device === device)).toMatchObject({ standing: "out" });
  });

  it("DX1 a device that is taken out before it has joined is out again as soon as it turns up", async () => {
    const { url } = desks.sending;
    const waiting = await Phone.enrol(url, await invite(url, TOKENS.operator, "field"), clock);
    const { device } = waiting.enrolment;
    const listed = v.parse(DevicesSchema, (await read(duty, "api/devices")).json);
    expect(listed.devices.find((one) => one.device === device)).toMatchObject({
      standing: "expected",
      signatureKey: null,
    });
    const [admissions] = listed.admissions;
    const { links } = desks.sending.health();
    expect(listed.admissions).toEqual([{ link: "L1", left: links[0]?.enrolmentsLeft }]);
    expect(admissions?.left).toBeGreaterThan(0);
    expect((await asOperator("sending", "api/removals", { device })).status).toBe(202);
    expect(await statusOf(waiting)).toBe(403);
    await waiting.until("removed", ({ standing }) => standing.removed);
    expect(waiting.client.standing.removal).toMatchObject({ reason: "agency" });
  });

  it("DX2 nobody takes out what is above the own role, the own device, or another side's; a machine nothing", async () => {
    const supervisor = await enrol("sending", "supervisor");
    const other = await enrol("receiving", "field");
    const reasonOf = async (by: Phone, device: string) =>
      (JSON.parse((await by.ask("POST", "api/removals", { device })).text) as { reason: string }).reason;
    expect(await reasonOf(duty, supervisor.enrolment.device)).toBe("role-may-not");
    expect(await reasonOf(supervisor, supervisor.enrolment.device)).toBe("role-may-not");
    expect(await reasonOf(other, supervisor.enrolment.device)).toBe("device-none");
    expect(await reasonOf(duty, other.enrolment.device)).toBe("device-none");
    expect(await reasonOf(duty, "L1.sending.archive")).toBe("device-none");
    expect((await other.ask("GET", "api/devices")).status).toBe(403);
    const machine = await asOperator("sending", "api/removals", { device: duty.enrolment.device }, TOKENS.machine);
    expect(machine.status).toBe(403);
    for (const body of [{}, { device: 7 }, { device: "x", more: 1 }, "x".repeat(5_000)])
      expect([400, 413]).toContain((await asOperator("sending", "api/removals", body)).status);
  });

  it("DX3 a root's revocation handed in at the other side's desk takes a device out within 60 s, and its own desk serves it no more", async () => {
    const lost = await enrol("receiving", "duty");
    const revocation = await revocationOf(lost);
    const asked = performance.now();
    expect((await asOperator("sending", "api/revocations", { revocation })).status).toBe(202);
    await lost.until("removed", ({ standing }) => standing.removed);
    expect(performance.now() - asked).toBeLessThan(60_000);
    expect(lost.client.standing.removal).toEqual({ by: "L1.sending.archive", reason: "revoked" });
    await soon("no API", async () => (await statusOf(lost, "api/devices")) === 403);
    expect(await read(lost, "api/devices")).toMatchObject({ json: { reason: "device-unknown" } });
    // Once more, at both desks: it is taken, and nothing comes of it.
    for (const side of ["sending", "receiving"] as const)
      expect((await asOperator(side, "api/revocations", { revocation })).status).toBe(202);
  });

  it("DX3 a revocation that is none is refused", async () => {
    const bad = [await revocationOf(duty, "sur"), "AAAA", base64url(new Uint8Array(40).fill(123))];
    for (const revocation of bad)
      expect(await (await asOperator("sending", "api/revocations", { revocation })).json()).toMatchObject({
        reason: "revocation-bad",
      });
    const token = TOKENS.machine;
    expect(
      (await asOperator("sending", "api/revocations", { revocation: await revocationOf(duty) }, token)).status,
    ).toBe(403);
    for (const body of [{}, { revocation: "" }, { revocation: "?" }])
      expect((await asOperator("sending", "api/revocations", body)).status).toBe(400);
  });

  it("DX4 who was taken out stays out over a restart, its keys are not taken again, and with new ones it comes back", async () => {
    await desks.sending.close();
    await start("sending");
    const { url } = desks.sending;
    const again = await askToEnrol(url, await invite(url, TOKENS.operator, "field"), field.keys);
    expect(again).toMatchObject({ status: 403, json: { reason: "keys-taken" } });
    const back = await enrol("sending", "field");
    await back.until("in", ({ members }) => members.some((one) => one.device === back.enrolment.device));
    expect(back.client.members.some((one) => one.device === field.enrolment.device)).toBe(false);
  });

  it("DX5 the operator lists, removes and hands in revocations on the command line", async () => {
    const [mine, theirs] = [await enrol("sending", "field"), await enrol("receiving", "field")];
    const { device } = mine.enrolment;
    expect(await vado("sending", "list")).toMatchObject({ code: 0, said: expect.stringContaining(device) as string });
    expect(await vado("sending", "remove", device)).toEqual({
      code: 0,
      said: expect.stringMatching(
        new RegExp(`^${device} is being taken out.\nIt was (last|never) heard on L1`),
      ) as string,
    });
    await mine.until("removed", ({ standing }) => standing.removed);
    const file = join(freshFolder(), "revocation.json");
    writeFileSync(file, Buffer.from(await revocationOf(theirs), "base64url"));
    expect((await vado("sending", "revoke", file)).code).toBe(0);
    await theirs.until("removed", ({ standing }) => standing.removed);
    expect(await vado("sending", "remove", "nobody")).toEqual({
      code: 2,
      said: "The desk refuses: No officer's device of this name was enrolled by this desk.\n",
    });
    expect((await vado("sending", "revoke", join(file, "none"))).code).toBe(2);
  }, 60_000);

  it("DX6 a device that has lost its state asks for its replacement: the same role comes back under another name, the old one is out", async () => {
    const lost = await enrol("sending", "field");
    const { device, role, link } = lost.enrolment;
    const { status, text } = await lost.ask("POST", "api/rejoin", {});
    expect(status).toBe(201);
    const { token } = v.parse(InviteMadeSchema, JSON.parse(text));
    expect(await statusOf(lost)).toBe(403);
    // Once only, and nobody who was taken out.
    expect((await lost.ask("POST", "api/rejoin", {})).status).toBe(403);
    const back = await Phone.enrol(desks.sending.url, token, clock);
    expect(back.enrolment).toMatchObject({ role, link });
    expect(back.enrolment.device).not.toBe(device);
    await back.confirmed();
    await back.until("the old device is out", ({ members }) => !members.some((one) => one.device === device));
    await lost.until("it reads that it is out", ({ standing }) => standing.removed);
    expect((await asOperator("sending", "api/rejoin", {})).status).toBe(403);
  });
});
