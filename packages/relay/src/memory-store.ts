import type { Frame, FrameAppend, FrameStore, RelayDevice, StoreAnswer, StoredGroupInfo } from "@vado/protocol";

interface Channel {
  readonly frames: Frame[];
  readonly answers: Map<string, { readonly seq: number; readonly receivedAt: number }>;
  readonly groupInfos: StoredGroupInfo[];
  lastCommitSeq: number;
  /** It is being brought from another relay, and is nobody's yet. */
  adopting: boolean;
}

/** A frame store in memory: the reference for the contract, and the simulator's disk when nothing crashes. */
export function memoryFrameStore(): FrameStore {
  const channels = new Map<string, Channel>();
  const devices = new Map<string, RelayDevice>();

  function channelOf(address: string): Channel {
    let channel = channels.get(address);
    if (channel === undefined) {
      channel = { frames: [], answers: new Map(), groupInfos: [], lastCommitSeq: 0, adopting: false };
      channels.set(address, channel);
    }
    return channel;
  }

  function append(frame: FrameAppend, at: number): StoreAnswer {
    const channel = channelOf(frame.channel);
    if (channel.adopting) return { kind: "conflict", seq: 0, lastCommitSeq: 0 };
    const before = channel.answers.get(frame.key);
    if (before !== undefined) return { kind: "stored", ...before, repeated: true };
    const head = channel.frames.length;
    if (frame.expectCommit !== channel.lastCommitSeq)
      return { kind: "conflict", seq: head, lastCommitSeq: channel.lastCommitSeq };
    const seq = head + 1;
    const receivedAt = Math.max(at, channel.frames.at(-1)?.receivedAt ?? 0);
    const { kind, key } = frame;
    channel.frames.push({ channel: frame.channel, seq, kind, key, receivedAt, bytes: frame.bytes.slice() });
    channel.answers.set(key, { seq, receivedAt });
    if (kind === "commit") {
      channel.lastCommitSeq = seq;
      if (frame.groupInfo !== undefined) channel.groupInfos.unshift({ commitSeq: seq, bytes: frame.groupInfo.slice() });
    }
    return { kind: "stored", seq, receivedAt, repeated: false };
  }

  /** What readers and appenders know of: not what is still being brought. */
  const shown = (address: string): Channel | undefined => {
    const channel = channels.get(address);
    return channel?.adopting === true ? undefined : channel;
  };

  return {
    async adopt(address, { frames, groupInfos, end }) {
      const known = channels.get(address);
      if (known?.adopting === false) return { seq: known.frames.length, open: true };
      if (known === undefined && frames.length === 0) return { seq: 0, open: false };
      const channel = channelOf(address);
      channel.adopting = true;
      for (const frame of frames) {
        if (frame.seq !== channel.frames.length + 1) continue;
        const { seq, key, receivedAt } = frame;
        channel.frames.push({ ...frame, channel: address, bytes: frame.bytes.slice() });
        channel.answers.set(key, { seq, receivedAt });
        if (frame.kind === "commit") channel.lastCommitSeq = seq;
      }
      channel.adopting = !end;
      if (end) channel.groupInfos.push(...groupInfos.toSorted((a, b) => b.commitSeq - a.commitSeq));
      return { seq: channel.frames.length, open: end };
    },
    append: async (frame, receivedAt) => append(frame, receivedAt),
    async read(address, after, limit, maxBytes) {
      const found: Frame[] = [];
      let bytes = 0;
      for (const frame of shown(address)?.frames.slice(after, after + limit) ?? []) {
        bytes += frame.bytes.length;
        if (bytes > maxBytes && found.length > 0) break;
        found.push(frame);
      }
      return found;
    },
    async head(address) {
      const channel = shown(address);
      return { seq: channel?.frames.length ?? 0, lastCommitSeq: channel?.lastCommitSeq ?? 0 };
    },
    groupInfos: async (address, limit) => shown(address)?.groupInfos.slice(0, limit) ?? [],
    async forget(before, limit) {
      const old = [...channels.values()].flatMap(({ frames }) =>
        frames.map((frame, i) => ({ frames, frame, i })).filter(({ frame }) => frame.receivedAt < before),
      );
      const kept = old.filter(({ frame }) => frame.kind === "message" && frame.bytes.length > 0).slice(0, limit);
      for (const { frames, frame, i } of kept) frames[i] = { ...frame, bytes: new Uint8Array() };
      return kept.length;
    },
    putDevice: async (device) => {
      devices.set(device.id, device);
    },
    device: async (id) => devices.get(id),
    close: async () => {},
  };
}
