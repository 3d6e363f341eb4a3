import { RemovalRequestSchema, RevocationRequestSchema, fromBase64url, parseWire } from "@vado/protocol";
import { askedBy } from "./asked.ts";
import { authenticate, type AuthenticatorParts } from "./authenticate.ts";
import type { Enrolment } from "./enrolment.ts";
import type { DeskPost } from "./papers.ts";
import { answered, isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { Removals } from "./removals.ts";

/** What officers and the operator ask about devices that are to go. 202: it is ordered, durably, and being done. */
export interface RemovalRouteParts {
  readonly authenticator: AuthenticatorParts;
  readonly removals: Removals;
  readonly posts: readonly Pick<DeskPost, "link">[];
  readonly enrolment: Pick<Enrolment, "left">;
}

export async function listDevices(parts: RemovalRouteParts, request: Request): Promise<Response | Refusal> {
  const asker = await authenticate(parts.authenticator, request, null);
  if (isRefusal(asker)) return asker;
  const officer = asker.kind === "officer" ? asker.officer : null;
  if (asker.kind === "machine" || (officer !== null && officer.role !== "duty" && officer.role !== "supervisor"))
    return refuse("role-may-not");
  const shown = (link: string): boolean => officer?.role !== "duty" || link === officer.link;
  const links = parts.posts.map(({ link }) => link).filter(shown);
  return answered(200, {
    devices: parts.removals.list().filter(({ link }) => shown(link)),
    admissions: links.map((link) => ({ link, left: parts.enrolment.left(link) })),
  });
}

export async function removeDevice(parts: RemovalRouteParts, request: Request): Promise<Response | Refusal> {
  const asked = await askedBy(parts.authenticator, request);
  if (isRefusal(asked)) return asked;
  const body = parseWire(RemovalRequestSchema, asked.text);
  if (body === undefined) return refuse("bad-body");
  return (await parts.removals.order(asked.asker, body.device)) ?? answered(202, { device: body.device });
}

export async function takeRevocation(parts: RemovalRouteParts, request: Request): Promise<Response | Refusal> {
  const asked = await askedBy(parts.authenticator, request);
  if (isRefusal(asked)) return asked;
  const revocation = fromBase64url(parseWire(RevocationRequestSchema, asked.text)?.revocation ?? "");
  if (revocation === undefined || revocation.length === 0) return refuse("bad-body");
  return (await parts.removals.revoke(asked.asker, revocation)) ?? answered(202, {});
}
