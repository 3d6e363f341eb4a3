import {
  CHANNEL_ADDRESS,
  decodeCommitBody,
  FRAME_KEY,
  HEADER_EXPECT_COMMIT,
  HEADER_KIND,
  SEQ_MAX,
  type FrameAppend,
  type FrameKind,
  type StoreAnswer,
} from "@vado/protocol";
import { declaredTooLarge, readBody } from "./body.ts";
import { fromStore, type RelayContext } from "./context.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";

const KINDS: ReadonlySet<string> = new Set<FrameKind>(["commit", "message", "endorsement"]);

/**
 * `PUT /v1/channels/:channel/frames/:key`: syntax, then size, rate, signature, membership, append (reliability.md, Security).
 * The answer is given, and listeners are told, only after the store says that the frame is durable.
 */
export async function appendFrame(
  context: RelayContext,
  request: Request,
  channel: string,
  key: string,
): Promise<StoreAnswer | Refusal> {
  const { limits, authenticator, metrics } = context;
  const started = authenticator.now();
  const kind = request.headers.get(HEADER_KIND);
  const expect = request.headers.get(HEADER_EXPECT_COMMIT) ?? "";
  if (!CHANNEL_ADDRESS.test(channel)) return refuse("bad-channel");
  if (!FRAME_KEY.test(key)) return refuse("bad-key");
  if (kind === null || !KINDS.has(kind)) return refuse("bad-kind");
  if (!/^(0|[1-9]\d{0,14})$/.test(expect) || Number(expect) > SEQ_MAX) return refuse("bad-expect-commit");

  const bodyMax = kind === "commit" ? 4 + limits.commitBytesMax + limits.groupInfoBytesMax : limits.frameBytesMax;
  if (declaredTooLarge(request, bodyMax)) return refuse("too-large");
  if (!context.channelRate.has(channel)) return refuse("rate-channel");
  const device = await authenticator.device(request, "frame", context.frameRate);
  if (isRefusal(device)) return device;
  const body = await readBody(request, bodyMax);
  if (isRefusal(body)) return body;
  if (!(await authenticator.digestHolds(request, body))) return refuse("digest-wrong");
  const parts = frameParts(context, kind as FrameKind, body);
  if (isRefusal(parts)) return parts;
  if (!context.channelRate.take(channel)) return refuse("rate-channel");

  const frame: FrameAppend = { channel, kind: kind as FrameKind, key, expectCommit: Number(expect), ...parts };
  const answer = await fromStore(context, "append", () => context.store.append(frame, authenticator.now()));
  if (isRefusal(answer)) return answer;
  if (answer.kind === "stored" && !answer.repeated) {
    const { seq, receivedAt } = answer;
    context.tail.add({ channel, seq, kind: frame.kind, key, receivedAt, bytes: frame.bytes });
    context.notifier.tell(channel);
    metrics.bytesIn.inc(body.length);
  }
  metrics.appends.inc({ answer: answer.kind === "conflict" ? "conflict" : answer.repeated ? "repeated" : "stored" });
  metrics.appendSeconds.observe((authenticator.now() - started) / 1000);
  return answer;
}

/** R3: a commit's body is the commit and its GroupInfo; any other body is the frame. */
function frameParts(
  context: RelayContext,
  kind: FrameKind,
  body: Uint8Array,
): { bytes: Uint8Array; groupInfo?: Uint8Array } | Refusal {
  if (body.length === 0) return refuse("empty-body");
  if (kind !== "commit") return { bytes: body };
  const parts = decodeCommitBody(body);
  if (parts === undefined) return refuse("bad-body");
  const { commitBytesMax, groupInfoBytesMax } = context.limits;
  return parts.bytes.length > commitBytesMax || parts.groupInfo.length > groupInfoBytesMax
    ? refuse("too-large")
    : parts;
}

/** 201 first, 200 repeated (R2), 409 with the head (R1). */
export function storeResponse(answer: StoreAnswer): Response {
  if (answer.kind === "conflict") return json(409, `{"seq":${answer.seq},"lastCommitSeq":${answer.lastCommitSeq}}`);
  return json(answer.repeated ? 200 : 201, `{"seq":${answer.seq},"receivedAt":${answer.receivedAt}}`);
}

const JSON_HEADERS = new Headers({ "content-type": "application/json", "cache-control": "no-store" });

/** A JSON answer from text that is already JSON. */
export function json(status: number, text: string): Response {
  return new Response(text, { status, headers: JSON_HEADERS });
}
