import { mlsCipher, type MlsState } from "@vado/channel";
import { LinkClient, createRelayCaller, httpTransport, type RelayAnswer } from "@vado/client";
import { fetchWithin, memoryVault, nodeCrypto, nodeEntropy, systemClock } from "@vado/host";
import {
  DeviceEnrolmentSchema,
  RelaysKnownSchema,
  base64url,
  fromBase64url,
  type Body,
  type Clock,
  type DeviceEnrolment,
  type Transport,
} from "@vado/protocol";
import * as v from "valibot";

/** An officer's device without a screen: enrols with an invite, joins, acts. */

export const bytes = (text: string): Uint8Array => fromBase64url(text) as Uint8Array;

export interface Keys {
  readonly signatureSeed: Uint8Array;
  readonly apiSeed: Uint8Array;
}
export const newKeys = (): Keys => ({ signatureSeed: nodeEntropy.bytes(32), apiSeed: nodeEntropy.bytes(32) });

/** Asks the desk; what it answered, good or bad. */
export async function askToEnrol(desk: string, token: string, keys: Keys): Promise<{ status: number; json: unknown }> {
  const publicKey = async (seed: Uint8Array) => base64url((await nodeCrypto.ed25519FromSeed(seed)).publicKey);
  const body = {
    token,
    signatureKey: await publicKey(keys.signatureSeed),
    apiKey: await publicKey(keys.apiSeed),
  };
  const response = await fetch(`${desk}/api/enrol`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, json: await response.json() };
}

export class Phone {
  readonly enrolment: DeviceEnrolment;
  readonly keys: Keys;
  readonly client: LinkClient<MlsState>;
  readonly #desk: string;
  readonly #ways: Map<string, Transport>;
  readonly #clock: Clock;

  private constructor(
    desk: string,
    enrolment: DeviceEnrolment,
    keys: Keys,
    client: LinkClient<MlsState>,
    clock: Clock,
    ways: Map<string, Transport>,
  ) {
    this.#ways = ways;
    this.#desk = desk;
    this.enrolment = enrolment;
    this.keys = keys;
    this.client = client;
    this.#clock = clock;
  }

  static async enrol(desk: string, token: string, clock: Clock = systemClock): Promise<Phone> {
    const keys = newKeys();
    const { status, json } = await askToEnrol(desk, token, keys);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
    const enrolment = v.parse(DeviceEnrolmentSchema, json);
    const { device, link, side, role, agency, charter, charterId, channels, tickets } = enrolment;
    const secrets = (kind: "ops" | "record") => ({
      channel: channels[kind].channel,
      link,
      kind,
      charter: bytes(charter),
      outerKey: bytes(channels[kind].outerKey),
    });
    const signatureKey = await nodeCrypto.ed25519FromSeed(keys.signatureSeed);
    const ports = { clock, crypto: nodeCrypto, entropy: nodeEntropy };
    // As a proxy in front of the relay would, without the device's name.
    const url = new URL(enrolment.relay.replace(`/of/${device}`, ""), `${desk}/`).href.replace(/\/$/, "");
    const ways = new Map<string, Transport>();
    const client = new LinkClient(
      {
        link,
        identity: { device, side, role, agency, signatureKey, certificate: bytes(enrolment.certificate) },
        charterId,
        channels: { ops: secrets("ops"), record: secrets("record") },
        tickets: { ops: bytes(tickets.ops), record: bytes(tickets.record) },
        founding: null,
        timing: { heartbeatS: enrolment.heartbeatS, ackIdleS: enrolment.heartbeatS * 20 },
      },
      {
        ...ports,
        relayNamed: (name) => ways.get(name) ?? null,
        vault: memoryVault(),
        transport: httpTransport({
          ...ports,
          url,
          fetch: fetchWithin(),
          relayName: enrolment.relayName,
          device: { id: enrolment.api, privateKey: keys.apiSeed },
        }),
        cipher: mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy }),
      },
    );
    await client.load();
    return new Phone(desk, enrolment, keys, client, clock, ways);
  }

  /** Asks its desk where a relay is that it does not know, as the app does. */
  async #findRelay(): Promise<void> {
    if (this.client.unknownRelay === null) return;
    const { relays } = v.parse(RelaysKnownSchema, JSON.parse((await this.ask("GET", "api/relays")).text));
    for (const { name, address } of relays) {
      const url = address.replace(`/of/${this.enrolment.device}`, "");
      const ground = { clock: this.#clock, crypto: nodeCrypto, entropy: nodeEntropy, fetch: fetchWithin() };
      const device = { id: this.enrolment.api, privateKey: this.keys.apiSeed };
      this.#ways.set(name, httpTransport({ ...ground, url, relayName: name, device }));
    }
  }

  /** Steps until something is so. */
  async until(what: string, holds: (client: LinkClient<MlsState>) => boolean, ms = 20_000): Promise<void> {
    const end = performance.now() + ms;
    for (;;) {
      await this.#findRelay();
      await this.client.step(100);
      if (holds(this.client)) return;
      if (performance.now() > end) throw new Error(`${what}: ${JSON.stringify(this.client.standing)}`);
    }
  }

  confirmed(): Promise<void> {
    return this.until("confirmed", ({ standing }) => standing.joined && !standing.provisional);
  }

  /** Does something and waits for it to be in the log. */
  async act(make: (intent: string) => Body): Promise<string> {
    const said = await this.client.submit(make);
    if (!("intent" in said)) throw new Error(`${said.rule}: ${said.says}`);
    await this.until("in the log", ({ outbox }) => outbox.every((item) => item.intent !== said.intent));
    return said.intent;
  }

  /** A signed request to the desk. */
  ask(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<RelayAnswer> {
    const caller = createRelayCaller({
      url: this.#desk,
      fetch: fetchWithin(),
      clock: this.#clock,
      crypto: nodeCrypto,
      entropy: nodeEntropy,
    });
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    return caller.call(
      { method, path: `/${path}`, query: "", ...sent },
      { keyId: this.enrolment.api, algorithm: "ed25519", privateKey: this.keys.apiSeed },
    );
  }
}

/** An invite made with the operator's token. */
export async function invite(desk: string, operator: string, role: string, link = "L1"): Promise<string> {
  const response = await fetch(`${desk}/api/invites`, {
    method: "POST",
    headers: { authorization: `Bearer ${operator}` },
    body: JSON.stringify({ link, role }),
  });
  const made = (await response.json()) as { token?: string };
  if (response.status !== 201 || made.token === undefined)
    throw new Error(`${response.status} ${JSON.stringify(made)}`);
  return made.token;
}
