/**
 * Why a request is refused: a closed list, each with its status and one sentence that never repeats what was sent.
 * Refusals are values; the edge turns them into answers.
 */
export const REFUSALS = {
  "no-such-route": [404, "There is nothing at this path."],
  "bad-channel": [400, "A channel address is 22 to 64 characters of base64url."],
  "bad-key": [400, "An idempotency key is 16 to 64 characters of base64url."],
  "bad-kind": [400, "The header vado-kind must be commit, message or endorsement."],
  "bad-expect-commit": [400, "The header vado-expect-commit must be a whole number, 0 or more."],
  "bad-body": [400, "The body does not have the form this request needs."],
  "empty-body": [400, "The body is empty."],
  "bad-query": [
    400,
    "The query must name 1 to 64 different channels as c=<channel>:<after>, and may say wait=<seconds>.",
  ],
  "bad-id": [400, "An id is 16 to 64 characters of base64url."],
  "bad-expiry": [400, "The expiry must be later than now and at most 30 days away."],
  "too-large": [413, "The body is larger than this request may be."],
  "rate-device": [429, "This device sends too much; wait a little."],
  "rate-channel": [429, "This channel gets too much; wait a little."],
  "rate-lookup": [429, "The relay is asked for too many devices at once; wait a little."],
  "rate-account": [429, "This account enrols too much; wait a little."],
  "too-many-streams": [429, "This device has as many streams open as it may have."],
  "nonces-full": [429, "The relay can't remember more requests for now; wait a little."],
  "signature-missing": [
    401,
    "The request must carry Signature-Input and Signature of the form the relay's specification gives.",
  ],
  "relay-other": [401, "The request is signed for a relay of another name; see the relay's name in the papers."],
  "created-out-of-window": [401, "The request's time is too far from the relay's clock."],
  "nonce-used": [401, "A request with this nonce was already seen."],
  "digest-wrong": [401, "The body does not have the digest in Content-Digest."],
  "signature-wrong": [401, "The signature does not verify."],
  "session-unknown": [401, "The session is over or was never opened; open a new one."],
  "device-unknown": [403, "No such device is enrolled."],
  "device-expired": [403, "The device's enrolment has expired."],
  "account-unknown": [403, "The account is not admitted here."],
  "device-taken": [403, "The device id belongs to another account."],
  stopping: [503, "The relay is stopping; try again shortly."],
  "store-unavailable": [503, "The relay can't write or read its store now; try again."],
  internal: [500, "The relay made a mistake; it is logged."],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type RefusalReason = keyof typeof REFUSALS;

/** A refusal; `now` (ms) is added where the caller's clock was the fault, so that it can correct itself. */
export interface Refusal {
  readonly refused: RefusalReason;
  readonly now?: number;
}

export const refuse = (reason: RefusalReason): Refusal => ({ refused: reason });

/** Whether an outcome is a refusal. */
export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}

/** The HTTP answer of a refusal. */
export function refusalResponse({ refused, now }: Refusal): Response {
  const [status, detail] = REFUSALS[refused];
  const headers: Record<string, string> = { "content-type": "application/json", "cache-control": "no-store" };
  if (status === 429 || status === 503) headers["retry-after"] = "1";
  return new Response(JSON.stringify({ reason: refused, detail, ...(now === undefined ? {} : { now }) }), {
    status,
    headers,
  });
}
