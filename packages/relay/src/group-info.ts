import { CHANNEL_ADDRESS, encodeBase64, GROUP_INFOS_MAX } from "@vado/protocol";
import { json } from "./append.ts";
import { fromStore, type RelayContext } from "./context.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";

/** `GET /v1/channels/:channel/groupinfo`: the newest sealed GroupInfos beside their commits, newest first, at most 8. */
export async function readGroupInfos(
  context: RelayContext,
  request: Request,
  channel: string,
): Promise<Response | Refusal> {
  if (!CHANNEL_ADDRESS.test(channel)) return refuse("bad-channel");
  const device = await context.authenticator.device(request, "read", context.readRate);
  if (isRefusal(device)) return device;
  const found = await fromStore(context, "group-infos", () => context.store.groupInfos(channel, GROUP_INFOS_MAX));
  if (isRefusal(found)) return found;
  const groupInfos = found.map(({ commitSeq, bytes }) => ({ commitSeq, bytes: encodeBase64(bytes) }));
  return json(200, JSON.stringify({ groupInfos }));
}
