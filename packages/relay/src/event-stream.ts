import type { Cursor, RelayDevice } from "@vado/protocol";
import type { RelayContext } from "./context.ts";
import { awaitPage } from "./page.ts";
import { isRefusal } from "./refusal.ts";

/**
 * Server-sent events: `event: frame`, `id: <channel>:<seq>`, `data: <WireFrame>`; a comment when idle. Bytes are made only
 * when the reader takes them, so a slow reader holds one page and no more. The device comes back with its own cursors:
 * a signed request can't be repeated, so `Last-Event-ID` has no meaning here.
 */
export function eventStream(
  context: RelayContext,
  from: readonly Cursor[],
  device: RelayDevice,
  gone: AbortSignal,
  leave: () => void,
): Response {
  const encoder = new TextEncoder();
  const { authenticator, limits } = context;
  const after = new Map(from.map((cursor) => [cursor.channel, cursor.after]));
  const ends = Math.min(device.expiresAt, authenticator.now() + limits.streamLifetimeMs);
  const cancelled = new AbortController();
  let open = true;

  function close(controller?: ReadableStreamDefaultController<Uint8Array>): void {
    if (!open) return;
    open = false;
    leave();
    cancelled.abort();
    gone.removeEventListener("abort", onGone);
    controller?.close();
  }
  const onGone = (): void => close();
  gone.addEventListener("abort", onGone);

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const left = ends - authenticator.now();
        if (left <= 0 || context.stopping.aborted || !open) return close(controller);
        const cursors = [...after].map(([channel, seq]) => ({ channel, after: seq }));
        const page = await awaitPage(context, cursors, Math.min(left, limits.streamIdleMs), cancelled.signal);
        if (!open) return;
        if (isRefusal(page) || context.stopping.aborted) return close(controller);
        let text = "";
        for (const { channel, seq, json } of page) {
          after.set(channel, seq);
          text += `id: ${channel}:${seq}\nevent: frame\ndata: ${json}\n\n`;
        }
        controller.enqueue(encoder.encode(text === "" ? ":\n\n" : text));
      },
      cancel() {
        close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    status: 200,
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
