import { parseWire, RefusalSchema, TransportDown } from "@vado/protocol";
import { signedHeaders, type PlainRequest, type SignerPorts, type SigningKey } from "./signer.ts";

/** The relay refused, and not for lack of strength: asking again the same way does not help. */
export class RelayRefused extends TransportDown {
  /** One of the relay's reasons (relay SPEC), for programs. */
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** An answer that was read to its end. */
export interface RelayAnswer {
  readonly status: number;
  readonly text: string;
}

/** How the relay is reached. */
export interface RelayWay extends SignerPorts {
  /** `http://127.0.0.1:7210`, without a path. */
  readonly url: string;
  /** Another `fetch`: in a simulation `relay.fetch` itself. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** A call without an answer for this long has failed, ms; `null` for no limit and no timer (default with `fetch`). */
  readonly timeoutMs?: number | null;
}

/** Signs and sends; corrects its idea of the relay's clock. Throws `TransportDown` for everything that may pass. */
export interface RelayCaller {
  call(request: PlainRequest, key: SigningKey, extraWaitMs?: number): Promise<RelayAnswer>;
  /** The caller's clock as the relay sees it, ms. */
  now(): number;
}

/** What is worth one more try at once, with a new nonce and time. */
const AGAIN: ReadonlySet<string> = new Set(["created-out-of-window", "nonce-used"]);

export function createRelayCaller(way: RelayWay): RelayCaller {
  const send = way.fetch ?? ((request: Request) => fetch(request));
  const timeoutMs = way.timeoutMs === undefined ? (way.fetch === undefined ? 15_000 : null) : way.timeoutMs;
  let offsetMs = 0;

  async function once(request: PlainRequest, key: SigningKey, extraWaitMs: number): Promise<RelayAnswer> {
    const headers = await signedHeaders(way, key, request, offsetMs);
    const init: RequestInit = { method: request.method, headers };
    if (request.body !== undefined) init.body = request.body as Uint8Array<ArrayBuffer>;
    const answered = async (signal?: AbortSignal): Promise<RelayAnswer> => {
      if (signal !== undefined) init.signal = signal;
      const response = await send(new Request(`${way.url}${request.path}${request.query}`, init));
      return { status: response.status, text: await response.text() };
    };
    try {
      return timeoutMs === null ? await answered() : await within(timeoutMs + extraWaitMs, answered);
    } catch (error) {
      throw new TransportDown("The relay can't be reached.", { cause: error });
    }
  }

  return {
    now: () => way.clock.now() + offsetMs,
    async call(request, key, extraWaitMs = 0) {
      let answer = await once(request, key, extraWaitMs);
      const refusal = answer.status === 401 ? parseWire(RefusalSchema, answer.text) : undefined;
      if (refusal !== undefined && AGAIN.has(refusal.reason)) {
        if (refusal.now !== undefined) offsetMs = refusal.now - way.clock.now();
        answer = await once(request, key, extraWaitMs);
      }
      if (answer.status >= 500 || answer.status === 429) throw new TransportDown("The relay can't answer now.");
      return answer;
    },
  };
}

/** The refusal in a 4xx answer. */
export function refusalOf(answer: RelayAnswer): { readonly reason: string; readonly detail: string } {
  const parsed = parseWire(RefusalSchema, answer.text);
  if (parsed !== undefined) return { reason: parsed.reason, detail: parsed.detail };
  return {
    reason: "unreadable-answer",
    detail: `Something that is not a relay answered with status ${answer.status}.`,
  };
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
