import {
  ENVELOPE_LABEL,
  NO_PREV,
  base64url,
  envelopeText,
  withSignature,
  type Body,
  type Envelope,
} from "@vado/protocol";
import { nodeCrypto } from "@vado/host";
import { hashHex, type ChannelKind } from "../src/index.ts";
import type { Device, Rig } from "./rig.ts";

/** A member that has all its keys and keeps no rule. Its own client is not used any more. */
export class EvilMember<S> {
  readonly rig: Rig<S>;
  readonly device: Device<S>;
  readonly #states = new Map<ChannelKind, S>();

  constructor(rig: Rig<S>, device: Device<S>) {
    this.rig = rig;
    this.device = device;
    rig.devices.splice(rig.devices.indexOf(device), 1);
  }

  async #state(kind: ChannelKind): Promise<S> {
    const kept = this.#states.get(kind);
    if (kept !== undefined) return kept;
    const prefix = `c/${kind}/cipher/`;
    const rows = new Map(
      (await this.device.vault.list(prefix)).map(({ key, value }) => [key.slice(prefix.length), value]),
    );
    return this.rig.cipher.load(this.device.config.identity, this.rig.enrolled.channels[kind], rows);
  }

  /** Takes a state by hand, where a test knows better than its disk. */
  adopt(kind: ChannelKind, state: S): void {
    this.#states.set(kind, state);
  }

  /** Seals any bytes for a channel and has them logged; returns their sequence. */
  async send(kind: ChannelKind, plaintext: Uint8Array): Promise<number> {
    const sealed = await this.rig.cipher.seal(await this.#state(kind), plaintext, 2_048);
    this.#states.set(kind, sealed.state);
    return this.rig.relay.plant(this.rig.enrolled.channels[kind].channel, "message", sealed.frame);
  }

  /** An envelope as an honest member would make it now, by what `witness` has in its log. */
  async envelope(witness: Device<S>, kind: ChannelKind, body: Body): Promise<Envelope> {
    const { identity, charterId, channels } = this.device.config;
    const own = (await witness.client.log(kind)).filter((row) => row.device === identity.device && row.text !== null);
    const last = own.at(-1);
    const { seq, head } = witness.client.head(kind);
    return {
      v: 1,
      label: ENVELOPE_LABEL,
      charter: charterId,
      channel: channels[kind].channel,
      side: identity.side,
      device: identity.device,
      deviceSeq: own.length + 1,
      prev: last?.text ? await hashHex(nodeCrypto, last.text) : NO_PREV,
      seen: { seq, head },
      intent: base64url((await nodeCrypto.sha256(new TextEncoder().encode(`${kind} ${seq}`))).subarray(0, 16)),
      at: this.rig.now,
      body,
    } as Envelope;
  }

  /** Signs a text and seals it with its signature. */
  async sendText(kind: ChannelKind, text: string, spoil = false): Promise<number> {
    const { privateKey } = this.device.config.identity.signatureKey;
    const signature = await nodeCrypto.ed25519Sign(privateKey, new TextEncoder().encode(text));
    if (spoil) signature[0] = (signature[0] as number) ^ 1;
    return this.send(kind, new TextEncoder().encode(withSignature(text, base64url(signature))));
  }

  async sendEnvelope(kind: ChannelKind, envelope: Envelope, spoil = false): Promise<number> {
    return this.sendText(kind, envelopeText(envelope), spoil);
  }
}
