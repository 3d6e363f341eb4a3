import { createHash } from "node:crypto";
import { httpTransport, signedHeaders, type PlainRequest, type SigningKey } from "@vado/client";
import { nodeCrypto, silentLog } from "@vado/host";
import {
  base64url,
  encodeBase64,
  type Entropy,
  type FrameStore,
  type KeyPair,
  type Sleep,
  type Transport,
} from "@vado/protocol";
import { createRelay, memoryFrameStore, type Relay, type RelayLimits } from "@vado/relay";

/** A relay under a clock that tests turn, with one admitted account and as many devices as they want. */
export interface World {
  readonly relay: Relay;
  readonly store: FrameStore;
  readonly clock: { time: number; now(): number };
  readonly account: { id: string; keys: KeyPair };
  readonly accounts: Map<string, Uint8Array>;
  /** Sleeps under way; calling one ends it as if its time had passed. */
  readonly sleeps: { readonly ms: number; readonly end: () => void }[];
  id(): string;
  device(expiresIn?: number): Promise<TestDevice>;
  /** Signs and sends, with the key given. */
  send(request: PlainRequest, key: SigningKey, change?: (headers: Record<string, string>) => void): Promise<Response>;
  healthy(): Promise<boolean>;
}

export interface TestDevice {
  readonly id: string;
  readonly keys: KeyPair;
  readonly key: SigningKey;
  readonly transport: Transport;
}

export const URL_BASE = "http://relay";
const DAY_MS = 86_400_000;

export async function createWorld(
  limits: Partial<RelayLimits> = {},
  store: FrameStore = memoryFrameStore(),
): Promise<World> {
  const clock = { time: 1_700_000_000_000, now: () => clock.time };
  const entropy = seeded(1);
  const sleeps: World["sleeps"] = [];
  const sleep: Sleep = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const entry = { ms, end: () => (sleeps.splice(sleeps.indexOf(entry), 1), resolve()) };
      sleeps.push(entry);
      signal.addEventListener("abort", () => sleeps.includes(entry) && entry.end());
    });
  const account = { id: base64url(entropy.bytes(16)), keys: await nodeCrypto.ed25519FromSeed(entropy.bytes(32)) };
  const accounts = new Map([[account.id, account.keys.publicKey]]);
  const relay = createRelay({
    store,
    clock,
    crypto: nodeCrypto,
    entropy,
    sleep,
    log: silentLog,
    accounts: (id) => accounts.get(id),
    limits,
  });
  const ports = { clock, crypto: nodeCrypto, entropy };

  const send: World["send"] = async (request, key, change) => {
    const headers = await signedHeaders(ports, key, request, 0);
    change?.(headers);
    const init: RequestInit = { method: request.method, headers };
    if (request.body !== undefined) init.body = request.body.slice();
    return relay.fetch(new Request(`${URL_BASE}${request.path}${request.query}`, init));
  };

  return {
    relay,
    store,
    clock,
    account,
    accounts,
    sleeps,
    send,
    id: () => base64url(entropy.bytes(18)),
    async device(expiresIn = DAY_MS) {
      const id = base64url(entropy.bytes(16));
      const keys = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
      const body = enrolment(keys.publicKey, clock.time + expiresIn);
      const answer = await send({ method: "PUT", path: `/v1/devices/${id}`, query: "", body }, accountKey(account));
      if (answer.status !== 201) throw new Error(`enrolment refused: ${await answer.text()}`);
      const transport = httpTransport({
        ...ports,
        url: URL_BASE,
        fetch: (request) => relay.fetch(request),
        device: { id, privateKey: keys.privateKey },
      });
      return { id, keys, key: { keyId: id, algorithm: "ed25519", privateKey: keys.privateKey }, transport };
    },
    async healthy() {
      return (await relay.fetch(new Request(`${URL_BASE}/v1/health`))).status === 200;
    },
  };
}

export const accountKey = ({ id, keys }: { id: string; keys: KeyPair }): SigningKey => ({
  keyId: id,
  algorithm: "ed25519",
  privateKey: keys.privateKey,
});

export const enrolment = (publicKey: Uint8Array, expiresAt: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ publicKey: encodeBase64(publicKey), expiresAt }));

/** A frame request, message by default. */
export function frameRequest(
  channel: string,
  key: string,
  body: Uint8Array = new Uint8Array([1]),
  kind = "message",
  expectCommit = 0,
): PlainRequest {
  return {
    method: "PUT",
    path: `/v1/channels/${channel}/frames/${key}`,
    query: "",
    body,
    frame: { kind, expectCommit },
  };
}

/** What a refusal says: `status reason`. */
export async function refusalIn(response: Response): Promise<string> {
  const { reason, detail } = (await response.json()) as { reason?: string; detail?: string };
  if (typeof detail !== "string" || detail.length < 10) throw new Error("a refusal without a sentence");
  return `${response.status} ${reason}`;
}

/** Entropy from a seed: SHA-256 in counter mode. */
export function seeded(seed: number): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        out.set(
          createHash("sha256")
            .update(`${seed} ${counter++}`)
            .digest()
            .subarray(0, length - at),
          at,
        );
      }
      return out;
    },
  };
}

/** Lets everything that can go on without the clock go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
