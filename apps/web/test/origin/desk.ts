import { bindTicket, issueDevice } from "@vado/channel";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import {
  base64url,
  DAY_MS,
  EnrolRequestSchema,
  fromBase64url,
  parseWire,
  type DeviceEnrolment,
  type Invite,
  type Role,
  type Side,
} from "@vado/protocol";
import type { Corridor, EnrolledLink } from "@vado/sim";
import { enrolDevice, type RelayWay } from "@vado/client";

/** A desk as devices see it, with invites made on demand. */

const STATIONS = { sending: { id: "NOR", name: "Norte" }, receiving: { id: "SUR", name: "Sur" } } as never;

interface Held extends Invite {
  used: boolean;
}

export interface TestDesk {
  /** A fresh invite's token. */
  invite(role: Role, expiresInMs?: number): string;
  answer(path: string, request: Request): Promise<Response>;
  /** When set, no answer of an enrolment reaches anybody, though it counts. */
  loseAnswers: boolean;
  /** What it asks of browsers. */
  lock: Invite["lock"];
}

const refusal = (status: number, reason: string, detail: string): Response =>
  Response.json({ reason, detail }, { status });

export function testDesk(corridor: Corridor, side: Side, way: RelayWay): TestDesk {
  const [name, link] = [...corridor.links][0] as [string, EnrolledLink];
  const agency = side === "sending" ? "north" : "south";
  const invites = new Map<string, Held>();
  const given = new Map<string, string>();
  const roles = new Map<string, Role>();
  const account = corridor.accounts.get(agency);
  let made = 0;

  async function enrol(request: Request): Promise<Response> {
    const asked = parseWire(EnrolRequestSchema, await request.text());
    const invite = asked === undefined ? undefined : invites.get(asked.token);
    if (asked === undefined || invite === undefined) return refusal(404, "invite-unknown", "No such invite.");
    const before = given.get(`${asked.token} ${asked.signatureKey} ${asked.apiKey}`);
    if (before !== undefined) return new Response(before);
    if (invite.used) return refusal(410, "invite-used", "The invite was used.");
    invite.used = true;
    const text = JSON.stringify(await papers(invite, asked.signatureKey, asked.apiKey));
    given.set(`${asked.token} ${asked.signatureKey} ${asked.apiKey}`, text);
    return new Response(text);
  }

  async function papers({ role }: Invite, signatureKey: string, apiKey: string): Promise<DeviceEnrolment> {
    const device = `${side}.${role}.${made++}`;
    const publicKey = fromBase64url(signatureKey) as Uint8Array;
    const now = Date.now();
    const terms = { role, device, signatureKey: publicKey, notBefore: now - DAY_MS, notAfter: now + 2 * DAY_MS };
    const certificate = await issueDevice(nodeCrypto, link.issuers[side], terms);
    const [ops, record] = await Promise.all(
      (await link.stock(side, 2)).map((one) =>
        bindTicket(nodeCrypto, link.issuers[side], one, { device, signatureKey: publicKey }),
      ),
    );
    const api = base64url(nodeEntropy.bytes(16));
    roles.set(api, role);
    await enrolDevice({
      ...way,
      account: { id: accountId(agency), privateKey: account?.privateKey as Uint8Array },
      device: { id: api, publicKey: fromBase64url(apiKey) as Uint8Array, expiresAt: now + DAY_MS },
    });
    const channel = (kind: "ops" | "record") => ({
      channel: link.channels[kind].channel as never,
      outerKey: base64url(link.channels[kind].outerKey),
    });
    return {
      device: device as never,
      link: name as never,
      side,
      role,
      agency,
      stations: STATIONS,
      timezone: "America/Matamoros",
      charterId: corridor.charterId,
      charter: base64url(corridor.charter),
      channels: { ops: channel("ops"), record: channel("record") },
      certificate: base64url(certificate),
      tickets: { ops: base64url(ops as Uint8Array), record: base64url(record as Uint8Array) },
      api,
      relay: `/relay/${device}`,
      heartbeatS: 30,
      clock: null,
    };
  }

  const desk: TestDesk = {
    loseAnswers: false,
    lock: "offered",
    invite(role, expiresInMs = DAY_MS) {
      const token = base64url(nodeEntropy.bytes(16));
      const expiresAt = Date.now() + expiresInMs;
      invites.set(token, {
        link: name as never,
        side,
        role,
        agency,
        stations: STATIONS,
        expiresAt,
        lock: desk.lock,
        used: false,
      });
      return token;
    },
    async answer(path, request) {
      if (path === "enrol" && request.method === "POST") {
        const answer = await enrol(request);
        return desk.loseAnswers ? new Response("gone", { status: 502 }) : answer;
      }
      if (path === "rejoin" && request.method === "POST") {
        const api = /keyid="([^"]+)"/.exec(request.headers.get("signature-input") ?? "")?.[1] ?? "";
        const role = roles.get(api);
        if (role === undefined) return refusal(401, "device-unknown", "Not a device of this desk.");
        roles.delete(api);
        return Response.json({ token: desk.invite(role), url: "enter/-", expiresAt: Date.now() + DAY_MS });
      }
      const invite = invites.get(/^invites\/(.*)$/.exec(path)?.[1] ?? "");
      if (invite === undefined) return refusal(404, "invite-unknown", "No such invite.");
      if (invite.used) return refusal(410, "invite-used", "The invite was used.");
      if (invite.expiresAt <= Date.now()) return refusal(410, "invite-expired", "The invite has expired.");
      const { used: _, ...told } = invite;
      return Response.json(told);
    },
  };
  return desk;
}

export const accountId = (agency: string): string => `account-of-${agency}-0`;
