/** A relay or desk that takes longer than this is as good as away. */
const ANSWER_MS_MAX = 15_000;

/**
 * `fetch` that fails when no whole answer has come after `ms`, or the wait that the caller asked the other end for on top.
 * The answer's body is here when it resolves.
 */
export function fetchWithin(ms = ANSWER_MS_MAX): (request: Request, extraWaitMs?: number) => Promise<Response> {
  return (request, extraWaitMs = 0) =>
    within(ms + extraWaitMs, async (signal) => {
      const response = await fetch(request, { signal });
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status: response.status, headers: response.headers });
    });
}

/**
 * Fails after `ms`, and then ends the call. It does not count on the signal alone: `fetch` holds a request's signal weakly, and a
 * collected one never fires (seen with Node 24.21, test T7).
 */
async function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${ms} ms`));
      controller.abort();
    }, ms);
  });
  try {
    return await Promise.race([call(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
