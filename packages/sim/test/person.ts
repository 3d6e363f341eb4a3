import { setTimeout as sleep } from "node:timers/promises";
import { mlsCipher, type MlsState } from "@vado/channel";
import { LinkClient, httpTransport } from "@vado/client";
import { fetchWithin, memoryVault, nodeCrypto, nodeEntropy } from "@vado/host";
import {
  DeviceEnrolmentSchema,
  base64url,
  fromBase64url,
  virtualTime,
  type Body,
  type DeviceEnrolment,
  type Side,
  type Tick,
} from "@vado/protocol";
import * as v from "valibot";

/** A person with a phone, as far as a demo can tell: enrolled through an invite, everything over the demo's one port. */
export class Person {
  readonly client: LinkClient<MlsState>;
  readonly enrolment: DeviceEnrolment;
  readonly #base: string;
  #tick: Tick;
  #offset = 0;
  #stopped = false;
  #loop: Promise<void>;

  static async enrol(base: string, side: Side, role: "field" | "duty"): Promise<Person> {
    const invited = await fetch(`${base}/api/demo/invite`, { method: "POST", body: JSON.stringify({ side, role }) });
    const { url } = (await invited.json()) as { url: string };
    const [, desk = "", token = ""] = /^(\/\w+\/)enter\/([\w-]+)$/.exec(url) ?? [];
    const keys = { signature: nodeEntropy.bytes(32), api: nodeEntropy.bytes(32) };
    const publicKey = async (seed: Uint8Array) => base64url((await nodeCrypto.ed25519FromSeed(seed)).publicKey);
    const body = { token, signatureKey: await publicKey(keys.signature), apiKey: await publicKey(keys.api) };
    const answer = await fetch(`${base}${desk}api/enrol`, { method: "POST", body: JSON.stringify(body) });
    const enrolment = v.parse(DeviceEnrolmentSchema, await answer.json());
    const first = (await (await fetch(`${base}${enrolment.clock ?? ""}`)).json()) as Tick & { now: number };
    const signatureKey = await nodeCrypto.ed25519FromSeed(keys.signature);
    return new Person(base, enrolment, first, { signatureKey, api: keys.api });
  }

  private constructor(
    base: string,
    enrolment: DeviceEnrolment,
    tick: Tick,
    keys: { signatureKey: Awaited<ReturnType<typeof nodeCrypto.ed25519FromSeed>>; api: Uint8Array },
  ) {
    this.#base = base;
    this.enrolment = enrolment;
    this.#tick = tick;
    const { link, side, role, agency, device, charterId } = enrolment;
    const charter = bytes(enrolment.charter);
    const channel = (kind: "ops" | "record") => {
      const { channel: address, outerKey } = enrolment.channels[kind];
      return { channel: address, link, kind, charter, outerKey: bytes(outerKey) };
    };
    const ground = { clock: { now: () => this.now }, crypto: nodeCrypto, entropy: nodeEntropy };
    const url = `${base}${enrolment.relay}`;
    const api = { id: enrolment.api, privateKey: keys.api };
    this.client = new LinkClient<MlsState>(
      {
        link,
        identity: {
          device,
          side,
          role,
          agency,
          signatureKey: keys.signatureKey,
          certificate: bytes(enrolment.certificate),
        },
        charterId,
        channels: { ops: channel("ops"), record: channel("record") },
        tickets: { ops: bytes(enrolment.tickets.ops), record: bytes(enrolment.tickets.record) },
        founding: null,
        timing: { heartbeatS: enrolment.heartbeatS, ackIdleS: 600 },
      },
      {
        ...ground,
        vault: memoryVault(),
        transport: httpTransport({ ...ground, url, fetch: fetchWithin(), device: api }),
        cipher: mlsCipher(ground),
      },
    );
    this.#loop = this.#live();
  }

  get device(): string {
    return this.enrolment.device;
  }

  get now(): number {
    return Math.floor(virtualTime(this.#tick, Date.now() + this.#offset));
  }

  async #live(): Promise<void> {
    await this.client.load();
    while (!this.#stopped) {
      const answer = await fetch(`${this.#base}${this.enrolment.clock ?? ""}`);
      const tick = (await answer.json()) as Tick & { now: number };
      this.#offset = tick.now - Date.now();
      this.#tick = tick;
      await this.client.step(100);
      if (this.client.standing.anchored) await this.#tellDigests();
      await sleep(20);
    }
  }

  async #tellDigests(): Promise<void> {
    const of = async (kind: "ops" | "record") => ({
      seq: this.client.head(kind).seq,
      digest: await this.client.digest(kind),
    });
    const { device, link } = this.enrolment;
    const body = { device, link, channels: { ops: await of("ops"), record: await of("record") } };
    await fetch(`${this.#base}/api/demo/clock`, { method: "POST", body: JSON.stringify(body) });
  }

  /** Does it, as soon as the rules let a person do it; after so many tries it is left. */
  readonly act = async (body: Record<string, unknown>, tries = 400): Promise<void> => {
    for (let left = tries; left > 0; left--) {
      if ("intent" in (await this.client.submit(() => body as unknown as Body))) return;
      await sleep(50);
    }
    if (tries > 1) throw new Error(`refused: ${JSON.stringify(body)}`);
  };

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop.catch(() => {});
  }
}

function bytes(text: string): Uint8Array {
  return fromBase64url(text) as Uint8Array;
}
