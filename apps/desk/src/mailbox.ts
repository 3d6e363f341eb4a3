import type { Cursor, Frame, Transport } from "@vado/protocol";

/**
 * A transport whose long poll runs beside the device instead of within its step, so that a step is never in the way of a
 * heartbeat, of an act, or of a tick of time. What the poll brings is kept for the step's next pull.
 */
export interface Mailbox extends Transport {
  /** Waits for what comes after the last pull, unless it waits already; rings when something is there, or when waiting failed. */
  watch(): void;
  /** Rings no more. A poll under way ends by itself. */
  stop(): void;
}

/** How long the relay is asked to hold a poll, machine ms. */
const POLL_MS = 25_000;

export function mailbox(inner: Transport, ring: () => void): Mailbox {
  let last: readonly Cursor[] = [];
  /** The cursors of the poll under way. */
  let watching: string | null = null;
  let kept: { readonly key: string; readonly frames: readonly Frame[] } | null = null;
  let appended = false;
  let stopped = false;

  async function poll(cursors: readonly Cursor[]): Promise<void> {
    const key = keyOf(cursors);
    watching = key;
    try {
      const frames = await inner.pull(cursors, POLL_MS);
      watching = null;
      if (stopped) return;
      if (frames.length === 0 && keyOf(last) === key) return void poll(last);
      kept = { key, frames };
    } catch {
      // Whatever it was, the step's own pull meets it too and says so.
      watching = null;
    }
    if (!stopped) ring();
  }

  return {
    async append(frame) {
      appended = true;
      return inner.append(frame);
    },
    async pull(cursors, waitMs) {
      const key = keyOf(cursors);
      const page = kept;
      last = cursors;
      kept = null;
      if (page?.key === key && page.frames.length > 0) return page.frames;
      // The poll under way would have answered.
      if (watching === key && !appended) return [];
      appended = false;
      return inner.pull(cursors, waitMs);
    },
    groupInfos: (channel) => inner.groupInfos(channel),
    ...(inner.adopt === undefined
      ? {}
      : { adopt: (channel, page) => (inner.adopt as NonNullable<Transport["adopt"]>)(channel, page) }),
    watch() {
      if (!stopped && watching === null && last.length > 0) void poll(last);
    },
    stop() {
      stopped = true;
    },
  };
}

const keyOf = (cursors: readonly Cursor[]): string =>
  cursors.map(({ channel, after }) => `${channel}:${after}`).join(" ");
