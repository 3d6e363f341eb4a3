import { join } from "node:path";
import { pacedClock, silentLog } from "@vado/host";
import { DeskHealthSchema, base64url, type DeskPapers, type Side } from "@vado/protocol";
import * as v from "valibot";
import { afterAll, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor } from "./corridor.ts";
import { Phone, invite } from "./phone.ts";

/** A desk whose own device is replaced: `vado papers renew --new-archive`, and a start in the same folder. */

/** Twenty seconds in one: the old device is the link's first archive, and others wait a minute for it before they help a newcomer. */
const began = Date.now();
const clock = pacedClock({ virtual: began, real: began, pace: 20, limit: Number.MAX_SAFE_INTEGER });
const HEARTBEAT_S = 8;
const web = builtApp();
const desks = {} as Record<Side, Desk>;
afterAll(async () => {
  for (const desk of Object.values(desks)) await desk.close();
});

async function start(side: Side, papers: DeskPapers, data: string): Promise<void> {
  const ground = { host: "127.0.0.1", port: 0, web, clock, publish: null, log: silentLog };
  desks[side] = await startDesk({ papers, data, ...ground });
}

const confirmed = (side: Side) =>
  expect
    .poll(async () => {
      const answer = await fetch(`${desks[side].url}/api/health`);
      return v.parse(DeskHealthSchema, await answer.json()).links;
    })
    .toMatchObject([{ connected: true, confirmed: true, fork: false }]);

it("DN8 a desk with new papers joins as a new device, goes on with its officers", async () => {
  const corridor = await found();
  const relay = await relayFor(corridor, clock);
  const data = { sending: join(freshFolder(), "d"), receiving: join(freshFolder(), "d") };
  const papers = {
    sending: await papersOf(corridor, "sending", relay.url, { heartbeatS: HEARTBEAT_S }),
    receiving: await papersOf(corridor, "receiving", relay.url, { heartbeatS: HEARTBEAT_S }),
  };
  for (const side of ["sending", "receiving"] as const) await start(side, papers[side], data[side]);
  for (const side of ["sending", "receiving"] as const) await confirmed(side);
  const phone = await Phone.enrol(desks.sending.url, await invite(desks.sending.url, TOKENS.operator, "duty"), clock);
  await phone.confirmed();

  await desks.sending.close();
  const enrolled = corridor.links.get("L1");
  const { identity, tickets } = await enrolled!.enrol("L1.sending.archive.2", "sending", "archive");
  const [old] = papers.sending.links;
  const archive = {
    ...old!.archive,
    device: identity.device as never,
    signatureKey: base64url(identity.signatureKey.privateKey),
    certificate: base64url(identity.certificate),
    tickets: { ops: base64url(tickets.ops), record: base64url(tickets.record) },
    founding: null,
  };
  const renewed = { ...papers.sending, links: [{ ...old!, archive }] };
  await start("sending", renewed, data.sending);
  await confirmed("sending");
  const names = () => phone.client.members.map(({ device }) => device);
  await phone.until("the new device is there", () => names().includes("L1.sending.archive.2"));
  const listed = await fetch(`${desks.sending.url}/api/devices`, {
    headers: { authorization: `Bearer ${TOKENS.operator}` },
  });
  expect(await listed.text()).toContain(`"device":"${phone.enrolment.device}","role":"duty","standing":"member"`);
  // Once more in the same folder, with the same papers.
  await desks.sending.close();
  await start("sending", renewed, data.sending);
  await confirmed("sending");
  await phone.until("heard of the new device", ({ members }) =>
    members.some(({ device, heardAt }) => device === "L1.sending.archive.2" && Number.isFinite(heardAt)),
  );
  expect(phone.client.standing).toMatchObject({ fork: null, provisional: false });
  await relay.close();
});
