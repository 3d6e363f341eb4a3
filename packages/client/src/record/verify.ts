import { ChannelError, linkOf, openCertificate, openCharter, type Charter, type Member } from "@vado/channel";
import { fromBase64url, hex, withSignature, type CryptoPort, type Side } from "@vado/protocol";
import * as v from "valibot";
import { firstHead, fromHex, hashHex, nextHead } from "../heads.ts";
import type { ChainEnd } from "../types.ts";
import { verifyMessage } from "../verify.ts";
import { RecordHeader, RecordLine, type RecordCertificate, type RecordEntry, type Stand } from "./wire.ts";

/**
 * Verifies an exported record with the file and the agencies' root keys alone: signatures up to the roots, each device's chain, the chain of heads over all entries, and
 * every head that members of either side signed (K150–K155). No relay, no group key, no folded state.
 */

/** What is false, and where. `rule`: of SPEC.md; `seq`: the entry, 0 for the file as such. */
export interface RecordFault {
  readonly rule: string;
  readonly seq: number;
  readonly detail: string;
}

/** How far a side's signed heads bear the record out: the newest entry covered, and by whom and when it was said. */
export interface Vouched {
  readonly seq: number;
  readonly by: string;
  /** Ordering time, ms. */
  readonly at: number;
}

export interface RecordReport {
  readonly link: string;
  readonly charterId: string;
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  /** Entries with a text that verifies. */
  readonly events: number;
  /** Entries without a text: commits, endorsements, what members refused. */
  readonly silent: number;
  /** Devices that spoke, with how many messages each; the last of each could be left out unseen, unless another export is compared. */
  readonly devices: Readonly<
    Record<string, { readonly side: Side; readonly agency: string; readonly messages: number; readonly last: number }>
  >;
  readonly vouched: Readonly<Record<Side, Vouched | null>>;
  readonly faults: readonly RecordFault[];
  /** Whether the file says where the log stood at its end; without that it was cut. */
  readonly complete: boolean;
  /** SHA-256 over all entries, hex: equal for two exports of the same stretch. */
  readonly digest: string;
}

/** The file is no record, or its charter is not of these agencies: nothing in it can be judged. */
export class RecordUnusable extends Error {
  override readonly name = "RecordUnusable";
}

const FAULTS_MAX = 100;
/** Heads that later entries may name. */
const HEADS_KEPT = 100_000;

interface Speaker {
  readonly member: Member;
  chain: ChainEnd | undefined;
  messages: number;
  last: number;
}

/** Takes a record line by line. */
export class RecordVerifier {
  readonly #crypto: CryptoPort;
  readonly #header: RecordHeader;
  readonly #charter: Charter;
  readonly #heads = new Map<number, string>();
  readonly #speakers = new Map<string, Speaker>();
  readonly #faults: RecordFault[] = [];
  readonly #vouched: Record<Side, Vouched | null> = { sending: null, receiving: null };
  #stand: Stand;
  #receivedAt = 0;
  #entries = 0;
  #events = 0;
  #complete = false;
  #digest = "0".repeat(64);

  private constructor(crypto: CryptoPort, header: RecordHeader, charter: Charter) {
    this.#crypto = crypto;
    this.#header = header;
    this.#charter = charter;
    this.#stand = header.from;
    this.#heads.set(header.from.seq, header.from.head);
  }

  /** Reads the first line. `roots`: every agency's root key by name, as its card says. Throws `RecordUnusable`. */
  static async open(crypto: CryptoPort, line: string, roots: ReadonlyMap<string, Uint8Array>): Promise<RecordVerifier> {
    const header = v.safeParse(RecordHeader, json(line));
    if (!header.success) throw new RecordUnusable("its first line is not the header of a record");
    const { link, channel, charter: carried, from } = header.output;
    const charter = await openCharter(crypto, bytesOf(carried)).catch((error: unknown) => {
      if (error instanceof ChannelError) throw new RecordUnusable(`its charter does not verify: ${error.message}`);
      throw error;
    });
    for (const [agency, root] of charter.roots) {
      const known = roots.get(agency);
      if (known === undefined)
        throw new RecordUnusable(`its charter is signed by ${agency} too; give that agency's card as well`);
      if (hex(known) !== hex(root))
        throw new RecordUnusable(`its charter has another root key for ${agency} than the card`);
    }
    for (const agency of roots.keys())
      if (!charter.roots.has(agency)) throw new RecordUnusable(`${agency} has not signed its charter`);
    if (linkOf(charter, link)?.record !== channel)
      throw new RecordUnusable(`the charter knows no such record of the link ${link}`);
    const verifier = new RecordVerifier(crypto, header.output, charter);
    if (from.seq === 0 && from.head !== hex(await firstHead(crypto, channel)))
      verifier.#fault("K151", 0, "the first head is not that of the channel");
    return verifier;
  }

  /** Takes any line after the first. */
  async line(text: string): Promise<void> {
    const parsed = v.safeParse(RecordLine, json(text));
    if (!parsed.success) return this.#fault("K150", this.#stand.seq, "a line that is none of a record's");
    const line = parsed.output;
    if (this.#complete) return this.#fault("K150", this.#stand.seq, "a line after the end");
    if ("certificate" in line) return this.#certificate(line);
    if ("end" in line) {
      this.#complete = true;
      if (line.end.seq !== this.#stand.seq || line.end.head !== this.#stand.head)
        this.#fault("K151", this.#stand.seq, `the end is said to be at ${line.end.seq}, with another head or number`);
      return;
    }
    await this.#entry(line);
  }

  report(): RecordReport {
    const { link, from } = this.#header;
    const devices = [...this.#speakers].map(([device, { member, messages, last }]) => {
      const { side, agency } = member;
      return [device, { side, agency, messages, last }] as const;
    });
    return {
      link,
      charterId: this.#charter.id,
      from: from.seq,
      to: this.#stand.seq,
      entries: this.#entries,
      events: this.#events,
      silent: this.#entries - this.#events,
      devices: Object.fromEntries(devices),
      vouched: this.#vouched,
      faults: this.#faults,
      complete: this.#complete,
      digest: this.#digest,
    };
  }

  async #certificate({ device, certificate }: RecordCertificate): Promise<void> {
    try {
      const paper = await openCertificate(this.#crypto, this.#charter, bytesOf(certificate));
      if (paper.device !== device || paper.link !== this.#header.link)
        return this.#fault("K152", this.#stand.seq, `the certificate of ${device} is of another device or link`);
      const known = this.#speakers.get(device);
      if (known !== undefined) {
        if (hex(known.member.signatureKey) !== hex(paper.signatureKey))
          this.#fault("K152", this.#stand.seq, `${device} has two keys`);
        return;
      }
      const { side, role, agency, signatureKey } = paper;
      const member = { leaf: -1, device, side, role, agency, signatureKey };
      this.#speakers.set(device, { member, chain: undefined, messages: 0, last: 0 });
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      this.#fault("K152", this.#stand.seq, `the certificate of ${device} does not verify: ${error.message}`);
    }
  }

  async #entry(entry: RecordEntry): Promise<void> {
    const { seq, receivedAt, bytesHash, text, signature } = entry;
    if (seq !== this.#stand.seq + 1) this.#fault("K151", seq, `follows entry ${this.#stand.seq}`);
    if (receivedAt < this.#receivedAt) this.#fault("K151", seq, "was logged before the entry before it");
    this.#receivedAt = receivedAt;
    const head = hex(await nextHead(this.#crypto, fromHex(this.#stand.head), seq, receivedAt, fromHex(bytesHash)));
    this.#stand = { seq, head: head as Stand["head"] };
    this.#heads.set(seq, head);
    this.#heads.delete(seq - HEADS_KEPT);
    this.#entries++;
    this.#digest = await hashHex(this.#crypto, `${this.#digest} ${seq} ${bytesHash} ${text ?? ""}`);
    if (text === undefined && signature === undefined) return;
    if (text === undefined || signature === undefined)
      return this.#fault("K150", seq, "a text and a signature belong together");
    await this.#said(seq, receivedAt, text, signature);
  }

  async #said(seq: number, receivedAt: number, text: string, signature: string): Promise<void> {
    const device = deviceIn(text);
    const speaker = this.#speakers.get(device ?? "");
    if (speaker === undefined) return this.#fault("K152", seq, `no certificate of ${device ?? "whoever said it"}`);
    const chain = speaker.chain ?? this.#unknownStart(text);
    const place = { kind: "record", channel: this.#header.channel, charterId: this.#charter.id, seq, chain } as const;
    const verified = await verifyMessage(this.#crypto, withSignature(text, signature), speaker.member, place);
    if (!verified.ok) return this.#fault(verified.rule, seq, verified.detail);
    const { envelope } = verified;
    speaker.chain = { deviceSeq: envelope.deviceSeq, prev: await hashHex(this.#crypto, text) };
    speaker.messages++;
    speaker.last = seq;
    this.#events++;
    this.#compare(seq, envelope.seen, device as string);
    const { body } = envelope;
    if (body.type !== "heartbeat" && body.type !== "ack") return;
    for (const head of body.heads) {
      if (head.channel !== this.#header.channel) continue;
      // An observer is of neither side, whatever its papers are filed under.
      if (this.#compare(seq, head, device as string) && speaker.member.role !== "observer")
        this.#vouched[speaker.member.side] = { seq: head.seq, by: device as string, at: receivedAt };
    }
  }

  /** In a record that begins later than the channel, a device's first word there stands somewhere in its chain. */
  #unknownStart(text: string): ChainEnd | undefined {
    if (this.#header.from.seq === 0) return undefined;
    const said = json(text) as { deviceSeq?: unknown; prev?: unknown } | undefined;
    if (typeof said?.deviceSeq !== "number" || typeof said.prev !== "string" || said.deviceSeq < 2) return undefined;
    return { deviceSeq: said.deviceSeq - 1, prev: said.prev };
  }

  /** True when a head that a member signed is the one computed here; false also where the file does not reach back so far. */
  #compare(at: number, { seq, head }: { readonly seq: number; readonly head: string }, device: string): boolean {
    const ours = this.#heads.get(seq);
    if (ours === undefined) return false;
    if (ours !== head) this.#fault("K153", at, `${device} had another log at entry ${seq}`);
    return ours === head;
  }

  #fault(rule: string, seq: number, detail: string): void {
    if (this.#faults.length < FAULTS_MAX) this.#faults.push({ rule, seq, detail });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function deviceIn(text: string): string | undefined {
  const device = (json(text) as { device?: unknown } | undefined)?.device;
  return typeof device === "string" ? device : undefined;
}

/** Bytes that a schema has seen to be base64url; with bits left over they are nothing that was signed. */
const bytesOf = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
