import { encodeBase64, type Frame } from "@vado/protocol";

/**
 * The newest durable frames of busy channels, already written as JSON: a message is built once, however many read it.
 * Only frames whose append was answered as stored get in, so nothing is handed out that could still vanish.
 */
export interface Tail {
  add(frame: Frame): void;
  /**
   * JSON of the frames after `after`, at most `limit` and `maxBytes` (but one at least); `undefined` when the store must be
   * asked. An empty list means that there is nothing newer.
   */
  after(channel: string, after: number, limit: number, maxBytes: number): readonly WireEntry[] | undefined;
}

/** One frame as it goes out. */
export interface WireEntry {
  readonly channel: string;
  readonly seq: number;
  readonly json: string;
}

/** The JSON of a frame, shaped as `WireFrameSchema`. Channel, key and kind need no escaping by their syntax. */
export function wireEntry(frame: Frame): WireEntry {
  const { channel, seq, kind, key, receivedAt } = frame;
  const json = `{"channel":"${channel}","seq":${seq},"kind":"${kind}","key":"${key}","receivedAt":${receivedAt},"bytes":"${encodeBase64(frame.bytes)}"}`;
  return { channel, seq, json };
}

interface Entry {
  readonly frame: Frame;
  wire?: WireEntry;
}

/** Keeps at most `framesMax` frames a channel and `bytesMax` bytes of bodies in all; the channel longest silent goes first. */
export function createTail(framesMax: number, bytesMax: number): Tail {
  const channels = new Map<string, { start: number; entries: Entry[]; bytes: number }>();
  let total = 0;

  function drop(channel: string): void {
    total -= channels.get(channel)?.bytes ?? 0;
    channels.delete(channel);
  }

  return {
    add(frame) {
      let held = channels.get(frame.channel);
      if (held !== undefined && frame.seq < held.start + held.entries.length) return;
      // A gap means that another relay, or a slower answer, came between: what is behind the gap is the store's to tell.
      if (held !== undefined && frame.seq !== held.start + held.entries.length) {
        drop(frame.channel);
        held = undefined;
      }
      held ??= { start: frame.seq, entries: [], bytes: 0 };
      channels.delete(frame.channel);
      channels.set(frame.channel, held);
      held.entries.push({ frame });
      held.bytes += frame.bytes.length;
      total += frame.bytes.length;
      if (held.entries.length > framesMax) {
        const gone = held.entries.shift();
        held.start += 1;
        held.bytes -= gone?.frame.bytes.length ?? 0;
        total -= gone?.frame.bytes.length ?? 0;
      }
      for (const channel of channels.keys()) {
        if (total <= bytesMax) break;
        drop(channel);
      }
    },
    after(channel, after, limit, maxBytes) {
      const held = channels.get(channel);
      if (held === undefined || after + 1 < held.start) return undefined;
      const found: WireEntry[] = [];
      let bytes = 0;
      for (let i = after + 1 - held.start; i < held.entries.length && found.length < limit; i += 1) {
        const entry = held.entries[i];
        if (entry === undefined) break;
        bytes += entry.frame.bytes.length;
        if (bytes > maxBytes && found.length > 0) break;
        found.push((entry.wire ??= wireEntry(entry.frame)));
      }
      return found;
    },
  };
}
