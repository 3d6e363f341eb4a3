import type { Cursor } from "@vado/protocol";
import { fromStore, type RelayContext } from "./context.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { wireEntry, type WireEntry } from "./tail.ts";

/**
 * One page: frames after the cursors, in order per channel. Each channel gets an equal share of the page, so a busy one
 * can't keep a hold in another from arriving.
 */
export async function readPage(
  context: RelayContext,
  cursors: readonly Cursor[],
): Promise<readonly WireEntry[] | Refusal> {
  const limit = Math.max(1, Math.floor(context.limits.pageFramesMax / cursors.length));
  const maxBytes = Math.max(1, Math.floor(context.limits.pageBytesMax / cursors.length));
  const page: WireEntry[] = [];
  for (const { channel, after } of cursors) {
    const recent = context.tail.after(channel, after, limit, maxBytes);
    if (recent !== undefined && (recent.length > 0 || context.soleWriter)) {
      page.push(...recent);
      continue;
    }
    const frames = await fromStore(context, "read", () => context.store.read(channel, after, limit, maxBytes));
    if (isRefusal(frames)) return frames;
    for (const frame of frames) page.push(wireEntry(frame));
  }
  context.metrics.framesOut.inc(page.length);
  return page;
}

/**
 * The page, or what comes while waiting up to `waitMs`; empty when nothing came. The listener is set before the store is
 * read: a frame that becomes durable in between can't be missed.
 */
export async function awaitPage(
  context: RelayContext,
  cursors: readonly Cursor[],
  waitMs: number,
  gone: AbortSignal,
): Promise<readonly WireEntry[] | Refusal> {
  if (waitMs <= 0) return readPage(context, cursors);
  const end = new AbortController();
  let news = false;
  const stopListening = context.notifier.listen(
    cursors.map(({ channel }) => channel),
    () => {
      news = true;
      end.abort();
    },
  );
  const stop = (): void => end.abort();
  gone.addEventListener("abort", stop);
  context.stopping.addEventListener("abort", stop);
  if (gone.aborted || context.stopping.aborted) stop();
  try {
    const page = await readPage(context, cursors);
    if (isRefusal(page) || page.length > 0) return page;
    await context.sleep(waitMs, end.signal);
    return news ? await readPage(context, cursors) : page;
  } finally {
    stopListening();
    gone.removeEventListener("abort", stop);
    context.stopping.removeEventListener("abort", stop);
    end.abort();
  }
}
