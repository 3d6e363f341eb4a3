import { createRelayCaller, type PlainRequest } from "@vado/client";
import {
  CHAIN_PATH,
  DEVICES_PATH,
  DeskRefusalSchema,
  DevicesSchema,
  INVITES_PATH,
  InviteMadeSchema,
  REJOIN_PATH,
  RELAYS_PATH,
  RelaysKnownSchema,
  REMOVALS_PATH,
  StationChainSchema,
  parseWire,
  TransportDown,
  type CryptoPort,
  type RelaysKnown,
  type Role,
} from "@vado/protocol";
import { DeskRefused, type Device } from "@vado/ui";
import { webEntropy } from "../platform/entropy.ts";
import { webFetch } from "../platform/fetch-port.ts";
import type { DeviceClock } from "../platform/clock.ts";
import type { EnrolledDevice } from "./enrolled.ts";
import { onOrigin } from "./ports.ts";

export interface DeskCalls extends NonNullable<Device["desk"]> {
  /** The relays that the desk knows, by name, with their addresses for this device. */
  relays(): Promise<RelaysKnown["relays"]>;
  /** The token of an invite in this device's own place: from then on it is served no more. */
  rejoin(): Promise<string>;
}

/** The desk's services for its own officers, asked with the device's own key. Rejects with `DeskRefused`. */
export function deskOf(enrolled: EnrolledDevice, crypto: CryptoPort, clock: DeviceClock): DeskCalls {
  const { enrolment, desk, apiSeed } = enrolled;
  const base = onOrigin(desk);
  const caller = createRelayCaller({
    url: base.replace(/\/$/, ""),
    fetch: (request) => webFetch(request),
    clock,
    crypto,
    entropy: webEntropy,
  });

  async function ask(request: PlainRequest): Promise<string> {
    try {
      const answer = await caller.call(request, { keyId: enrolment.api, algorithm: "ed25519", privateKey: apiSeed });
      if (answer.status < 300) return answer.text;
      throw new DeskRefused(parseWire(DeskRefusalSchema, answer.text)?.reason ?? "desk-away");
    } catch (error) {
      if (error instanceof TransportDown) throw new DeskRefused("desk-away", { cause: error });
      throw error;
    }
  }

  return {
    async invite(role: Role) {
      const body = new TextEncoder().encode(JSON.stringify({ link: enrolment.link, role }));
      const text = await ask({ method: "POST", path: `/${INVITES_PATH}`, query: "", body });
      const made = parseWire(InviteMadeSchema, text);
      if (made === undefined) throw new DeskRefused("desk-away");
      return { url: new URL(made.url, base).href, expiresAt: made.expiresAt };
    },
    async relays() {
      const found = parseWire(RelaysKnownSchema, await ask({ method: "GET", path: `/${RELAYS_PATH}`, query: "" }));
      if (found === undefined) throw new DeskRefused("desk-away");
      return found.relays;
    },
    async rejoin() {
      const body = new TextEncoder().encode("{}");
      const made = parseWire(InviteMadeSchema, await ask({ method: "POST", path: `/${REJOIN_PATH}`, query: "", body }));
      if (made === undefined) throw new DeskRefused("desk-away");
      return made.token;
    },
    async chain() {
      const found = parseWire(StationChainSchema, await ask({ method: "GET", path: `/${CHAIN_PATH}`, query: "" }));
      if (found === undefined) throw new DeskRefused("desk-away");
      return found;
    },
    async team() {
      const found = parseWire(DevicesSchema, await ask({ method: "GET", path: `/${DEVICES_PATH}`, query: "" }));
      if (found === undefined) throw new DeskRefused("desk-away");
      const here = ({ link }: { readonly link: string }): boolean => link === enrolment.link;
      return { devices: found.devices.filter(here), left: found.admissions.find(here)?.left ?? 0 };
    },
    async takeOut(device: string) {
      const body = new TextEncoder().encode(JSON.stringify({ device }));
      await ask({ method: "POST", path: `/${REMOVALS_PATH}`, query: "", body });
    },
  };
}
