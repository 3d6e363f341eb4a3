import {
  AdoptedSchema,
  adoptPath,
  ConflictSchema,
  decodeBase64,
  encodeBase64,
  encodeFrameBody,
  framePath,
  FramesPageSchema,
  groupInfoPath,
  GroupInfosSchema,
  parseWire,
  StoredSchema,
  STREAM_PATH,
  TransportDown,
  type Transport,
} from "@vado/protocol";
import { createRelayCaller, refusalOf, RelayRefused, type RelayAnswer, type RelayWay } from "./caller.ts";
import { createSessionKeys, type ApiDevice } from "./session-key.ts";
import type { PlainRequest, SigningKey } from "./signer.ts";

/** A device's way to its relay over HTTP. */
export interface HttpTransportOptions extends RelayWay {
  readonly device: ApiDevice;
  /** Whether requests carry the MAC of a short session (default), or each the device's own Ed25519 signature. */
  readonly sessions?: boolean;
}

/**
 * `append` answers what the relay answered; a refusal that asking again may cure, and everything that keeps an answer from
 * coming, throws `TransportDown`. `pull` and `groupInfos` have no way to answer a refusal and throw `RelayRefused`.
 */
export function httpTransport(options: HttpTransportOptions): Transport {
  const caller = createRelayCaller(options);
  const { device } = options;
  const own: SigningKey = { keyId: device.id, algorithm: "ed25519", privateKey: device.privateKey };
  const keys = options.sessions === false ? undefined : createSessionKeys(options, caller, device);

  async function call(request: PlainRequest, extraWaitMs = 0): Promise<RelayAnswer> {
    const answer = await caller.call(request, keys === undefined ? own : await keys.current(), extraWaitMs);
    if (keys === undefined || answer.status !== 401 || refusalOf(answer).reason !== "session-unknown") return answer;
    keys.forget();
    return caller.call(request, await keys.current(), extraWaitMs);
  }

  return {
    async append(frame) {
      const body = encodeFrameBody(frame.bytes, frame.groupInfo);
      const { kind, expectCommit } = frame;
      const path = framePath(frame.channel, frame.key);
      let answer: RelayAnswer;
      try {
        answer = await call({ method: "PUT", path, query: "", body, frame: { kind, expectCommit } });
      } catch (error) {
        // The session could not be opened for a reason that stays: the append is refused for that reason.
        if (error instanceof RelayRefused) return { kind: "refused", reason: error.reason, detail: error.message };
        throw error;
      }
      const stored = answer.status < 300 ? parseWire(StoredSchema, answer.text) : undefined;
      if (stored !== undefined) return { kind: "stored", ...stored };
      const conflict = answer.status === 409 ? parseWire(ConflictSchema, answer.text) : undefined;
      if (conflict !== undefined) return { kind: "conflict", ...conflict };
      if (answer.status < 400) throw new TransportDown("The relay's answer can't be read.");
      return { kind: "refused", ...refusalOf(answer) };
    },
    async pull(cursors, waitMs) {
      if (cursors.length === 0) return [];
      const query = `?${cursors.map(({ channel, after }) => `c=${channel}:${after}`).join("&")}&wait=${(waitMs / 1000).toFixed(3)}`;
      const page = parseWire(
        FramesPageSchema,
        succeeded(await call({ method: "GET", path: STREAM_PATH, query }, waitMs)),
      );
      if (page === undefined) throw new TransportDown("The relay's answer can't be read.");
      return page.frames.map((frame) => ({ ...frame, bytes: bytesOf(frame.bytes) }));
    },
    async adopt(channel, { frames, groupInfos, end }) {
      const page = {
        frames: frames.map(({ seq, kind, key, receivedAt, bytes }) => ({
          seq,
          kind,
          key,
          receivedAt,
          bytes: encodeBase64(bytes),
        })),
        groupInfos: groupInfos.map(({ commitSeq, bytes }) => ({ commitSeq, bytes: encodeBase64(bytes) })),
        end,
      };
      const body = new TextEncoder().encode(JSON.stringify(page));
      const text = succeeded(await call({ method: "POST", path: adoptPath(channel), query: "", body }));
      const adopted = parseWire(AdoptedSchema, text);
      if (adopted === undefined) throw new TransportDown("The relay's answer can't be read.");
      return adopted;
    },
    async groupInfos(channel) {
      const text = succeeded(await call({ method: "GET", path: groupInfoPath(channel), query: "" }));
      const found = parseWire(GroupInfosSchema, text);
      if (found === undefined) throw new TransportDown("The relay's answer can't be read.");
      return found.groupInfos.map(({ commitSeq, bytes }) => ({ commitSeq, bytes: bytesOf(bytes) }));
    },
  };
}

function succeeded(answer: RelayAnswer): string {
  if (answer.status === 200) return answer.text;
  const { reason, detail } = refusalOf(answer);
  throw new RelayRefused(reason, detail);
}

function bytesOf(text: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new TransportDown("The relay's answer can't be read.");
  return bytes;
}
