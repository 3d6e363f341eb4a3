import { enrolDevice, httpTransport } from "@vado/client";
import { nodeCrypto, nodeEntropy, systemClock } from "@vado/host";
import { base64url, type KeyPair, type Transport } from "@vado/protocol";

/** Devices that write signed requests ahead of time, so that no work of a sender is counted as the relay's. */
export interface Senders {
  /** Requests of one channel each in turn, as `httpTransport` sends them: with the MAC of the device's session. */
  sign(count: number, frame: () => Uint8Array): Promise<Request[]>;
}

export interface SendersInput {
  readonly url?: string;
  readonly account: { readonly id: string; readonly keys: KeyPair };
  readonly channels: readonly string[];
  readonly devicesPerChannel: number;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** Enrols the devices and opens a session for each at the relay behind `fetch`. */
export async function enrolSenders({
  url = "http://relay",
  account,
  channels,
  devicesPerChannel,
  fetch,
}: SendersInput): Promise<Senders> {
  const written: Request[] = [];
  let sending = true;
  const way = {
    url,
    clock: systemClock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    async fetch(request: Request): Promise<Response> {
      if (sending) return fetch(request);
      written.push(request);
      return new Response(`{"seq":1,"receivedAt":1}`, { status: 201 });
    },
  };
  const senders: { readonly channel: string; readonly transport: Transport }[] = [];
  for (let n = 0; n < devicesPerChannel; n++)
    for (const channel of channels) {
      const id = base64url(nodeEntropy.bytes(16));
      const key = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
      const device = { id, publicKey: key.publicKey, expiresAt: Date.now() + 86_400_000 };
      await enrolDevice({ ...way, account: { id: account.id, privateKey: account.keys.privateKey }, device });
      const transport = httpTransport({ ...way, device: { id, privateKey: key.privateKey } });
      await transport.pull([{ channel, after: 0 }], 0);
      senders.push({ channel, transport });
    }
  sending = false;
  return {
    async sign(count, frame) {
      for (let n = 0; n < count; n++) {
        const { channel, transport } = senders[n % senders.length] as (typeof senders)[number];
        const key = base64url(nodeEntropy.bytes(16));
        await transport.append({ channel, kind: "message", key, expectCommit: 0, bytes: frame() });
      }
      return written.splice(0).map(withLength);
    },
  };
}

/** A request as a server hands it over: over HTTP a PUT of known bytes always says how long it is. */
function withLength(request: Request): Request {
  request.headers.set("content-length", String(FRAME_BYTES));
  return request;
}

/** A typed event as it leaves MLS (channel SPEC, C20). */
export const FRAME_BYTES = 2_210;
