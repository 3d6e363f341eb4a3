import { CHANNEL_ADDRESS, SEQ_MAX, STREAM_CHANNELS_MAX, type Cursor } from "@vado/protocol";
import { refuse, type Refusal } from "./refusal.ts";

/** What `GET /v1/stream` asks for. */
export interface StreamQuery {
  readonly cursors: readonly Cursor[];
  readonly waitMs: number;
}

/** Parses `?c=<channel>:<after>&c=…&wait=<seconds>`; `wait` may have a fraction and is cut to `waitMsMax`. */
export function parseStreamQuery(query: string, waitMsMax: number): StreamQuery | Refusal {
  const cursors = new Map<string, number>();
  let waitMs = 0;
  for (const part of query.slice(1).split("&")) {
    if (part.startsWith("wait=") && /^wait=\d{1,4}(\.\d{1,3})?$/.test(part)) {
      waitMs = Math.min(waitMsMax, Math.round(Number(part.slice(5)) * 1000));
      continue;
    }
    // Some clients and proxies write the colon as %3A.
    const match = /^c=([^:%]+)(?::|%3A)(\d{1,15})$/i.exec(part);
    const [channel, after] = [match?.[1] ?? "", Number(match?.[2] ?? NaN)];
    if (!CHANNEL_ADDRESS.test(channel) || !(after <= SEQ_MAX) || cursors.has(channel)) return refuse("bad-query");
    cursors.set(channel, after);
    if (cursors.size > STREAM_CHANNELS_MAX) return refuse("bad-query");
  }
  if (cursors.size === 0) return refuse("bad-query");
  return { cursors: [...cursors].map(([channel, after]) => ({ channel, after })), waitMs };
}
