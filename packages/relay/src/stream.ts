import { json } from "./append.ts";
import type { RelayContext } from "./context.ts";
import { parseStreamQuery } from "./cursors.ts";
import { eventStream } from "./event-stream.ts";
import { awaitPage } from "./page.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import { splitUrl } from "./authenticate.ts";

/** `GET /v1/stream`: one route for all of a device's channels, as a long-polled page or, if asked for, as server-sent events. */
export function createStreams(context: RelayContext): (request: Request) => Promise<Response | Refusal> {
  const open = new Map<string, number>();

  function enter(device: string): boolean {
    const held = open.get(device) ?? 0;
    if (held >= context.limits.deviceStreamsMax) return false;
    open.set(device, held + 1);
    context.metrics.streams.inc();
    return true;
  }

  function leave(device: string): void {
    const left = (open.get(device) ?? 1) - 1;
    if (left === 0) open.delete(device);
    else open.set(device, left);
    context.metrics.streams.dec();
  }

  return async (request) => {
    const query = parseStreamQuery(splitUrl(request.url).query, context.limits.waitMsMax);
    if (isRefusal(query)) return query;
    const device = await context.authenticator.device(request, "read", context.readRate);
    if (isRefusal(device)) return device;
    if (!enter(device.id)) return refuse("too-many-streams");
    if ((request.headers.get("accept") ?? "").startsWith("text/event-stream")) {
      return eventStream(context, query.cursors, device, request.signal, () => leave(device.id));
    }
    try {
      const page = await awaitPage(context, query.cursors, query.waitMs, request.signal);
      return isRefusal(page) ? page : json(200, `{"frames":[${page.map((entry) => entry.json).join(",")}]}`);
    } finally {
      leave(device.id);
    }
  };
}
