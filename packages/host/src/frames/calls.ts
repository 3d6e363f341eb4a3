import type { FrameKind, RelayDevice, StoreAnswer } from "@vado/protocol";
import type { FrameDatabase, TimedAppend } from "./database.ts";

/**
 * What travels between the relay's thread and the store's. A batch of appends is columns and one block of bytes: the block
 * is handed over, not copied, and a clone of few flat arrays is cheap where a clone of many small objects is not.
 */
export interface AppendBatch {
  readonly channels: readonly string[];
  readonly kinds: readonly FrameKind[];
  readonly keys: readonly string[];
  readonly expects: readonly number[];
  readonly times: readonly number[];
  /** Length of each frame and of its GroupInfo (-1 for none), in the order they lie in `block`. */
  readonly lengths: readonly number[];
  readonly infoLengths: readonly number[];
  readonly block: Uint8Array<ArrayBuffer>;
}

export type StoreCall =
  | { readonly name: "append"; readonly batch: AppendBatch }
  | { readonly name: "read"; readonly channel: string; readonly after: number; readonly limit: number; readonly maxBytes: number }
  | { readonly name: "head"; readonly channel: string }
  | { readonly name: "groupInfos"; readonly channel: string; readonly limit: number }
  | { readonly name: "putDevice"; readonly device: RelayDevice }
  | { readonly name: "device"; readonly id: string }
  | { readonly name: "close" };

export function packBatch(frames: readonly TimedAppend[]): AppendBatch {
  let size = 0;
  for (const frame of frames) size += frame.bytes.length + (frame.groupInfo?.length ?? 0);
  const block = new Uint8Array(size);
  let at = 0;
  for (const { bytes, groupInfo } of frames) {
    block.set(bytes, at);
    at += bytes.length;
    if (groupInfo === undefined) continue;
    block.set(groupInfo, at);
    at += groupInfo.length;
  }
  return {
    channels: frames.map((frame) => frame.channel),
    kinds: frames.map((frame) => frame.kind),
    keys: frames.map((frame) => frame.key),
    expects: frames.map((frame) => frame.expectCommit),
    times: frames.map((frame) => frame.receivedAt),
    lengths: frames.map((frame) => frame.bytes.length),
    infoLengths: frames.map((frame) => frame.groupInfo?.length ?? -1),
    block,
  };
}

export function unpackBatch(batch: AppendBatch): TimedAppend[] {
  let at = 0;
  const take = (length: number): Uint8Array => batch.block.subarray(at, (at += length));
  return batch.channels.map((channel, i) => {
    const bytes = take(batch.lengths[i] ?? 0);
    const infoLength = batch.infoLengths[i] ?? -1;
    const frame = {
      channel,
      kind: batch.kinds[i] ?? "message",
      key: batch.keys[i] ?? "",
      expectCommit: batch.expects[i] ?? 0,
      receivedAt: batch.times[i] ?? 0,
      bytes,
    };
    return infoLength < 0 ? frame : { ...frame, groupInfo: take(infoLength) };
  });
}

/** Does one call on the database; the result is what the frame store's method of that name resolves to. */
export function perform(database: FrameDatabase, call: StoreCall): unknown {
  switch (call.name) {
    case "append":
      return database.appendAll(unpackBatch(call.batch)) satisfies StoreAnswer[];
    case "read":
      return database.read(call.channel, call.after, call.limit, call.maxBytes);
    case "head":
      return database.head(call.channel);
    case "groupInfos":
      return database.groupInfos(call.channel, call.limit);
    case "putDevice":
      return database.putDevice(call.device);
    case "device":
      return database.device(call.id);
    case "close":
      return database.close();
  }
}
