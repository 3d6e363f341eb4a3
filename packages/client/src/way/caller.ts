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

/**
 * Carries a request and brings the answer; gives up by itself when none comes. `extraWaitMs`: how much longer than usual the
 * answer may take, because the relay was asked to wait. Rejects when there is no answer.
 */
export type WayFetch = (request: Request, extraWaitMs: number) => Promise<Response>;

/** How the relay is reached. */
export interface RelayWay extends SignerPorts {
  /** `http://127.0.0.1:7210`, or with the path that a proxy in front of the relay cuts off. No slash at the end. */
  readonly url: string;
  /** In a simulation `relay.fetch` itself. */
  readonly fetch: WayFetch;
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
  let offsetMs = 0;

  async function once(request: PlainRequest, key: SigningKey, extraWaitMs: number): Promise<RelayAnswer> {
    const headers = await signedHeaders(way, key, request, offsetMs);
    const init: RequestInit = { method: request.method, headers };
    if (request.body !== undefined) init.body = request.body as Uint8Array<ArrayBuffer>;
    try {
      const response = await way.fetch(new Request(`${way.url}${request.path}${request.query}`, init), extraWaitMs);
      return { status: response.status, text: await response.text() };
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
