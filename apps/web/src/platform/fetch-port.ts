import type { WayFetch } from "@vado/client";

/** A relay or desk that takes longer than this is as good as away. */
const ANSWER_MS_MAX = 15_000;

/** The browser's `fetch`, which ends in time; the answer's body is here when it resolves. */
export async function webFetch(request: Request, extraWaitMs = 0, end?: AbortSignal): Promise<Response> {
  const late = AbortSignal.timeout(ANSWER_MS_MAX + extraWaitMs);
  const signal = end === undefined ? late : AbortSignal.any([late, end]);
  const response = await fetch(request, { signal, cache: "no-store", redirect: "error" });
  const body = await response.arrayBuffer();
  return new Response(body.byteLength === 0 ? null : body, { status: response.status, headers: response.headers });
}

/** A way to the relay whose one long wait can be ended. */
export interface HastyWay {
  readonly fetch: WayFetch;
  /** Ends the long wait that is under way, or the next one, as if it had passed without news. */
  hurry(): void;
  /** Whether somebody is in a hurry. */
  hurried(): boolean;
  /** Waits may be long again. */
  calm(): void;
}

/** What a relay answers to a long wait in which nothing came. */
const nothingCame = (): Response => new Response(`{"frames":[]}`);

export function hastyWay(send: typeof webFetch = webFetch): HastyWay {
  let hurried = false;
  let waiting: AbortController | undefined;
  return {
    async fetch(request, extraWaitMs) {
      if (extraWaitMs === 0) return send(request);
      if (hurried) return nothingCame();
      const controller = new AbortController();
      waiting = controller;
      try {
        return await send(request, extraWaitMs, controller.signal);
      } catch (error) {
        if (controller.signal.aborted) return nothingCame();
        throw error;
      } finally {
        if (waiting === controller) waiting = undefined;
      }
    },
    hurry() {
      hurried = true;
      waiting?.abort();
    },
    hurried: () => hurried,
    calm() {
      hurried = false;
    },
  };
}
