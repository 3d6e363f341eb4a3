import type {
  ChannelSecrets,
  DeviceIdentity,
  Endorsement,
  GroupCipher,
  HandOver,
  Member,
  Received,
  Removal,
} from "@vado/channel";
import { ChannelError, openCharter, openRevocation } from "@vado/channel";
import type { CryptoPort } from "@vado/protocol";
import { base64url, hex } from "@vado/protocol";

/**
 * A group without encryption, for the simulator: the same contract, the same failures, a hundred times faster, and the proof
 * that the search for plaintext finds plaintext. It lives here so that nothing that ships can load it.
 */
export interface NullState {
  readonly channel: string;
  readonly epoch: number;
  readonly members: readonly Member[];
  readonly self: string;
  /** Agency and name, or agency and key, of those taken out. */
  readonly barred: readonly string[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

function decode<T>(bytes: Uint8Array): T | null {
  try {
    return JSON.parse(decoder.decode(bytes)) as T;
  } catch {
    return null;
  }
}

type Out = { names: readonly string[]; barred: readonly string[]; reason: Removal["reason"] };
type Frame = {
  out?: Out;
  found?: PlainMember;
  join?: PlainMember;
  epoch?: number;
  from?: string;
  text?: string;
  pad?: string;
};
type PlainMember = Omit<Member, "signatureKey"> & { signatureKey: number[] };

const plain = (member: Member): PlainMember => ({ ...member, signatureKey: [...member.signatureKey] });
const member = (from: PlainMember): Member => ({ ...from, signatureKey: Uint8Array.from(from.signatureKey) });
const memberOf = (identity: DeviceIdentity, leaf: number): Member => ({
  leaf,
  device: identity.device,
  side: identity.side,
  role: identity.role,
  agency: identity.agency,
  signatureKey: identity.signatureKey.publicKey,
});

const rowsOf = (state: NullState) => [{ key: "state", value: encode({ ...state, members: state.members.map(plain) }) }];
const infoOf = (state: NullState, author: string) => encode({ ...state, members: state.members.map(plain), author });

const namesOf = ({ agency, device, signatureKey }: Pick<Member, "agency" | "device" | "signatureKey">): string[] => [
  `${agency} device ${device}`,
  `${agency} key ${base64url(signatureKey)}`,
];

const without = (state: NullState, out: Out): NullState => ({
  ...state,
  epoch: state.epoch + 1,
  members: state.members.filter(({ device }) => !out.names.includes(device)),
  barred: [...new Set([...state.barred, ...out.barred])],
});

/** Whom a removal takes out. The signature of a revocation was checked by who handed it in; issuing keys are MLS's only. */
function outOf(state: NullState, removal: Removal): Out {
  let meant = state.members.filter(({ device }) => removal.reason !== "revoked" && removal.devices.includes(device));
  const barred: string[] = [];
  if (removal.reason === "revoked") {
    const { text } = decode<{ text: string }>(removal.revocation) ?? { text: "{}" };
    const { agency, device, signatureKey } = JSON.parse(text) as Record<"agency" | "device" | "signatureKey", string>;
    barred.push(`${agency} device ${device}`, `${agency} key ${signatureKey}`);
    meant = state.members.filter((one) => namesOf(one).some((name) => barred.includes(name)));
  }
  return {
    names: meant.map(({ device }) => device),
    barred: [...barred, ...meant.flatMap(namesOf)],
    reason: removal.reason,
  };
}

function takeOut(state: NullState, by: string, out: Out): Received<NullState> {
  const removal = { by, reason: out.reason };
  if (out.names.includes(state.self)) return { kind: "removed", removal };
  const next = without(state, out);
  const removed = state.members.filter(({ device }) => out.names.includes(device));
  return { kind: "commit", state: next, rows: rowsOf(next), joined: [], removed, removal, ticket: null };
}

export function nullCipher(crypto: CryptoPort): GroupCipher<NullState> {
  const open = (channel: ChannelSecrets, bytes: Uint8Array) => {
    const info = decode<NullState & { author: string; members: PlainMember[] }>(bytes);
    return info?.channel === channel.channel ? { ...info, members: info.members.map(member) } : null;
  };
  return {
    async found({ identity, channel }) {
      const self = memberOf(identity, 0);
      const state = { channel: channel.channel, epoch: 0, members: [self], self: identity.device, barred: [] };
      return {
        state,
        rows: rowsOf(state),
        frame: encode({ found: plain(self), epoch: 0 }),
        groupInfo: infoOf(state, identity.device),
      };
    },
    async join({ identity, channel, groupInfo }) {
      const info = open(channel, groupInfo);
      if (info === null) throw new ChannelError("bytes", "C21", "not a GroupInfo of this channel");
      const self = memberOf(identity, Math.max(-1, ...info.members.map(({ leaf }) => leaf)) + 1);
      if (namesOf(self).some((name) => info.barred.includes(name)))
        throw new ChannelError("caller", "C31", "this device or its key is barred for good");
      const state = {
        channel: channel.channel,
        epoch: info.epoch + 1,
        members: [...info.members, self],
        self: identity.device,
        barred: info.barred,
      };
      return {
        state,
        rows: rowsOf(state),
        frame: encode({ join: plain(self), epoch: info.epoch }),
        groupInfo: infoOf(state, identity.device),
      };
    },
    async seal(state, plaintext, padTo) {
      const pad = " ".repeat(Math.max(0, padTo - plaintext.length));
      return {
        state,
        rows: [],
        frame: encode({ from: state.self, epoch: state.epoch, text: decoder.decode(plaintext), pad }),
      };
    },
    async receive(state, kind, bytes): Promise<Received<NullState>> {
      const frame = decode<Frame>(bytes);
      if (frame === null || typeof frame !== "object") return { kind: "ignored", rule: "N1", detail: "not a frame" };
      if (kind === "commit") {
        if (frame.out !== undefined && frame.epoch === state.epoch) return takeOut(state, frame.from ?? "", frame.out);
        if (frame.join === undefined || frame.epoch !== state.epoch)
          return { kind: "ignored", rule: "N2", detail: "not a join of this epoch" };
        const joined = member(frame.join);
        const next = { ...state, epoch: state.epoch + 1, members: [...state.members, joined] };
        return {
          kind: "commit",
          state: next,
          rows: rowsOf(next),
          joined: [joined],
          removed: [],
          removal: null,
          ticket: null,
        };
      }
      const sender = state.members.find((one) => one.device === frame.from);
      if (kind !== "message" || sender === undefined || frame.epoch !== state.epoch || typeof frame.text !== "string")
        return { kind: "ignored", rule: "N3", detail: "not a message of a member in this epoch" };
      return { kind: "message", state, rows: [], plaintext: encoder.encode(frame.text), sender };
    },
    async remove(state, removal) {
      const out = outOf(state, removal);
      if (out.names.length === 0 && out.barred.every((name) => state.barred.includes(name))) return null;
      if (out.names.includes(state.self)) throw new ChannelError("caller", "C30", "nobody removes itself");
      const next = without(state, out);
      return {
        state: next,
        rows: rowsOf(next),
        frame: encode({ out, from: state.self, epoch: state.epoch }),
        groupInfo: infoOf(next, state.self),
      };
    },
    certificateOf: () => null,
    maySteward: async (channel, { role }) =>
      (await openCharter(crypto, channel.charter)).terms.stewards.roles.some((one) => one === role),
    minVersion: async (channel) => (await openCharter(crypto, channel.charter)).terms.minVersion,
    readRevocation: async (channel, bytes) => openRevocation(crypto, await openCharter(crypto, channel.charter), bytes),
    isBarred: async (state, agency, device) => state.barred.includes(`${agency} device ${device}`),
    async endorse(identity, _channel, groupInfo) {
      return encode({
        device: identity.device,
        side: identity.side,
        groupInfoHash: hex(await crypto.sha256(groupInfo)),
      });
    },
    async readEndorsement(_channel, bytes) {
      const said = decode<Endorsement & { relay?: string }>(bytes);
      return said?.relay === undefined ? said : null;
    },
    async handOver({ device, side, role }, _channel, terms) {
      return encode({ device, side, role, ...terms });
    },
    async readHandOver(_channel, bytes) {
      const said = decode<HandOver>(bytes);
      return typeof said?.relay === "string" ? said : null;
    },
    async faultOfGroupInfo(state, groupInfo) {
      const info = decode<NullState>(groupInfo);
      return info?.channel === state.channel && info.epoch === state.epoch ? null : "another epoch";
    },
    async groupInfoAuthor(channel, groupInfo) {
      const info = open(channel, groupInfo);
      return info?.members.find((one) => one.device === info.author) ?? null;
    },
    members: (state) => state.members,
    epochAuthenticator: (state) => state.epoch.toString(16).padStart(64, "0"),
    epoch: (state) => state.epoch,
    async load(_identity, _channel, rows) {
      const state = decode<NullState & { members: PlainMember[] }>(rows.get("state") ?? new Uint8Array());
      if (state === null) throw new ChannelError("caller", "N4", "no state row");
      return { ...state, members: state.members.map(member) };
    },
  };
}
