/** Why a request is refused: a closed list, each with its status and one sentence that never repeats what was sent. */
export const REFUSALS = {
  "no-such-route": [404, "There is nothing at this path."],
  "bad-body": [400, "The body does not have the form this request needs."],
  "too-large": [413, "The body is larger than this request may be."],
  "rate-strangers": [429, "The desk is asked too much at once; wait a little."],
  "rate-device": [429, "This device asks too much; wait a little."],
  "signature-missing": [401, "The request must be signed by the device, or carry the desk's own token."],
  "created-out-of-window": [401, "The request's time is too far from the desk's clock."],
  "nonce-used": [401, "A request with this nonce was already seen."],
  "nonces-full": [429, "The desk can't remember more requests for now; wait a little."],
  "digest-wrong": [401, "The body does not have the digest in Content-Digest."],
  "signature-wrong": [401, "The signature does not verify."],
  "device-unknown": [403, "No such device was enrolled by this desk."],
  "device-expired": [403, "The device's papers have expired; ask for a new invite."],
  "token-wrong": [403, "This token is not one of the desk's."],
  "role-may-not": [403, "This is not for the role of this device."],
  "other-link": [403, "This device belongs to another link."],
  "link-unknown": [404, "The desk does not stand on this link."],
  "role-unfit": [403, "A desk invites field, duty and planning officers; supervisors are invited by supervisors."],
  "invite-unknown": [404, "There is no such invite."],
  "invite-expired": [410, "The invite is no longer good; ask for a new one."],
  "invite-used": [410, "The invite was used already; ask for a new one."],
  "invites-full": [429, "Too many invites are open; wait until some are used or over."],
  "keys-taken": [403, "A device with this key is enrolled already."],
  "tickets-none": [503, "The desk has no admission tickets left; its agency must bring new ones."],
  "papers-expired": [503, "The desk's issuing key has expired; its agency must bring a new one."],
  "relay-away": [503, "The relay can't be reached now; try again shortly."],
  "relay-refuses": [503, "The relay refuses the agency's account; the operator must look at it."],
  "device-none": [404, "No officer's device of this name was enrolled by this desk."],
  "revocation-bad": [400, "This is no revocation by a root of the charter."],
  "not-steward": [503, "The charter does not let this desk remove devices."],
  "relay-unknown": [
    404,
    "The desk's papers do not know this relay (vado papers add-relay), or its device may not move a link.",
  ],
  "no-record": [404, "The desk has not joined this link yet, or its rows are of a version that kept no proofs."],
  "no-count": [404, "Nobody has counted the station yet."],
  "other-station": [400, "This desk is of another station."],
  "store-unavailable": [503, "The desk can't write its store now; try again."],
  internal: [500, "The desk made a mistake; it is logged."],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type RefusalReason = keyof typeof REFUSALS;

/** A refusal; `now` (ms) is added where the caller's clock was the fault, so that it can correct itself. */
export interface Refusal {
  readonly refused: RefusalReason;
  readonly now?: number;
}

export const refuse = (refused: RefusalReason): Refusal => ({ refused });

export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}

/** The answer to a refused request (`DeskRefusalSchema`). */
export function refusalResponse({ refused, now }: Refusal): Response {
  const [status, detail] = REFUSALS[refused];
  const headers: Record<string, string> = { "content-type": "application/json", "cache-control": "no-store" };
  if (status === 429 || status === 503) headers["retry-after"] = "1";
  const said = { reason: refused, detail, ...(now === undefined ? {} : { now }) };
  return new Response(JSON.stringify(said), { status, headers });
}

export function answered(status: number, body: unknown): Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return new Response(JSON.stringify(body), { status, headers });
}
