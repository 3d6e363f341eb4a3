import type { AdoptPage, FrameKind, RelayDevice, StoreAnswer } from "@vado/protocol";
import type { FrameDatabase, TimedAppend } from "./database.ts";

/**
 * What travels between the relay's thread and the store's. A batch of appends is one text and one block of memory that is
 * handed over, not copied: cloning many small objects and strings cost more than the transaction they were for.
 */
export interface AppendBatch {
  readonly count: number;
  /** Channel and key of each frame, in turn, between spaces: neither can hold one. */
  readonly text: string;
  /** `NUMBERS` float64 of each frame, then the bytes of each with its GroupInfo behind it. */
  readonly block: ArrayBuffer;
}

/** Numbers of one frame: kind, expected commit, relay's time, length of the bytes, length of the GroupInfo or -1. */
const NUMBERS = 5;
const KINDS: readonly FrameKind[] = ["commit", "message", "endorsement"];

/** Answers of a batch, three float64 each: 0 stored, 1 repeated or 2 conflict; `seq`; `receivedAt` or `lastCommitSeq`. */
export type BatchAnswers = Float64Array<ArrayBuffer>;

export type StoreCall =
  | { readonly name: "append"; readonly batch: AppendBatch }
  | {
      readonly name: "read";
      readonly channel: string;
      readonly after: number;
      readonly limit: number;
      readonly maxBytes: number;
    }
  | { readonly name: "head"; readonly channel: string }
  | { readonly name: "groupInfos"; readonly channel: string; readonly limit: number }
  | { readonly name: "adopt"; readonly channel: string; readonly page: AdoptPage }
  | { readonly name: "forget"; readonly before: number; readonly limit: number }
  | { readonly name: "putDevice"; readonly device: RelayDevice }
  | { readonly name: "device"; readonly id: string }
  | { readonly name: "close" };

export function packBatch(frames: readonly TimedAppend[]): AppendBatch {
  const head = frames.length * NUMBERS;
  let size = head * 8;
  for (const frame of frames) size += frame.bytes.length + (frame.groupInfo?.length ?? 0);
  const block = new ArrayBuffer(size);
  const numbers = new Float64Array(block, 0, head);
  const bytes = new Uint8Array(block);
  let text = "";
  let at = head * 8;
  let i = 0;
  for (const frame of frames) {
    text += `${frame.channel} ${frame.key} `;
    numbers[i] = KINDS.indexOf(frame.kind);
    numbers[i + 1] = frame.expectCommit;
    numbers[i + 2] = frame.receivedAt;
    numbers[i + 3] = frame.bytes.length;
    numbers[i + 4] = frame.groupInfo?.length ?? -1;
    i += NUMBERS;
    bytes.set(frame.bytes, at);
    at += frame.bytes.length;
    if (frame.groupInfo === undefined) continue;
    bytes.set(frame.groupInfo, at);
    at += frame.groupInfo.length;
  }
  return { count: frames.length, text, block };
}

export function unpackBatch({ count, text, block }: AppendBatch): TimedAppend[] {
  const numbers = new Float64Array(block, 0, count * NUMBERS);
  const names = text.split(" ");
  const frames: TimedAppend[] = [];
  let at = numbers.byteLength;
  const take = (length: number): Uint8Array => new Uint8Array(block, at, length);
  for (let n = 0; n < count; n += 1) {
    const [kind, expectCommit = 0, receivedAt = 0, length = 0, infoLength = -1] = numbers.subarray(n * NUMBERS);
    const bytes = take(length);
    at += length;
    const frame: TimedAppend = {
      channel: names[2 * n] ?? "",
      kind: KINDS[kind ?? 1] ?? "message",
      key: names[2 * n + 1] ?? "",
      expectCommit,
      receivedAt,
      bytes,
    };
    if (infoLength < 0) {
      frames.push(frame);
      continue;
    }
    frames.push({ ...frame, groupInfo: take(infoLength) });
    at += infoLength;
  }
  return frames;
}

export function packAnswers(answers: readonly StoreAnswer[]): BatchAnswers {
  const packed = new Float64Array(answers.length * 3);
  answers.forEach((answer, n) => {
    packed[3 * n] = answer.kind === "conflict" ? 2 : answer.repeated ? 1 : 0;
    packed[3 * n + 1] = answer.seq;
    packed[3 * n + 2] = answer.kind === "conflict" ? answer.lastCommitSeq : answer.receivedAt;
  });
  return packed;
}

export function unpackAnswer(packed: BatchAnswers, n: number): StoreAnswer {
  const [kind, seq = 0, third = 0] = packed.subarray(3 * n, 3 * n + 3);
  if (kind === 2) return { kind: "conflict", seq, lastCommitSeq: third };
  return { kind: "stored", seq, receivedAt: third, repeated: kind === 1 };
}

/** Does one call; the result is what the frame store's method of that name resolves to, for a batch `BatchAnswers`. */
export function perform(database: FrameDatabase, call: StoreCall): unknown {
  switch (call.name) {
    case "append":
      return packAnswers(database.appendAll(unpackBatch(call.batch)));
    case "read":
      return database.read(call.channel, call.after, call.limit, call.maxBytes);
    case "head":
      return database.head(call.channel);
    case "groupInfos":
      return database.groupInfos(call.channel, call.limit);
    case "adopt":
      return database.adopt(call.channel, call.page);
    case "forget":
      return database.forget(call.before, call.limit);
    case "putDevice":
      return database.putDevice(call.device);
    case "device":
      return database.device(call.id);
    case "close":
      return database.close();
  }
}
