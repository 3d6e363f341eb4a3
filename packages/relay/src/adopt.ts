import { ADOPT_BYTES_MAX, AdoptSchema, CHANNEL_ADDRESS, decodeBase64, parseWire, type AdoptPage } from "@vado/protocol";
import { json } from "./append.ts";
import { readBody } from "./body.ts";
import { fromStore, type RelayContext } from "./context.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";

/**
 * `POST /v1/channels/:channel/adopt` (RM1): a member brings a channel here that another relay held. As blind as everything here: what is brought is what its members check
 * against their own heads, and a channel that is open takes nothing more.
 */
export async function adoptChannel(
  context: RelayContext,
  request: Request,
  channel: string,
): Promise<Response | Refusal> {
  if (!CHANNEL_ADDRESS.test(channel)) return refuse("bad-channel");
  const device = await context.authenticator.device(request, "write", context.readRate);
  if (isRefusal(device)) return device;
  const body = await readBody(request, ADOPT_BYTES_MAX);
  if (isRefusal(body)) return body;
  if (!(await context.authenticator.digestHolds(request, body))) return refuse("digest-wrong");
  const page = pageOf(context, channel, new TextDecoder().decode(body));
  if (page === undefined) return refuse("bad-body");
  const adopted = await fromStore(context, "adopt", () => context.store.adopt(channel, page));
  if (isRefusal(adopted)) return adopted;
  if (adopted.open) context.notifier.tell(channel);
  return json(200, JSON.stringify(adopted));
}

/** Undefined for anything that no relay could have held. */
function pageOf({ limits }: RelayContext, channel: string, text: string): AdoptPage | undefined {
  const wire = parseWire(AdoptSchema, text);
  if (wire === undefined) return undefined;
  const frames = wire.frames.map((frame) => ({ ...frame, channel, bytes: decodeBase64(frame.bytes) }));
  const groupInfos = wire.groupInfos.map(({ commitSeq, bytes }) => ({ commitSeq, bytes: decodeBase64(bytes) }));
  const fits = (bytes: Uint8Array | undefined, max: number): boolean => bytes !== undefined && bytes.length <= max;
  const good =
    frames.every(({ kind, bytes }) => fits(bytes, kind === "commit" ? limits.commitBytesMax : limits.frameBytesMax)) &&
    groupInfos.every(({ bytes }) => fits(bytes, limits.groupInfoBytesMax));
  return good ? ({ frames, groupInfos, end: wire.end } as AdoptPage) : undefined;
}
