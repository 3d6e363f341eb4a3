import { authenticate, type AuthenticatorParts } from "./authenticate.ts";
import type { LinkDevice } from "./link-device.ts";
import { answered, refuse, isRefusal, type Refusal } from "./refusal.ts";

/** What a desk gives out of a link's record, with all that proves it. */
export interface RecordRouteParts {
  readonly authenticator: AuthenticatorParts;
  readonly devices: readonly Pick<LinkDevice, "post" | "client">[];
}

/** A page of the record, for the operator and supervisors: `vado record export` asks page by page. */
export async function readRecord(parts: RecordRouteParts, request: Request): Promise<Response | Refusal> {
  const asker = await authenticate(parts.authenticator, request, null);
  if (isRefusal(asker)) return asker;
  if (asker.kind === "machine" || (asker.kind === "officer" && asker.officer.role !== "supervisor"))
    return refuse("role-may-not");
  const { searchParams } = new URL(request.url);
  const device = parts.devices.find(({ post }) => post.link === searchParams.get("link"));
  if (device === undefined) return refuse("link-unknown");
  const after = searchParams.get("after") ?? "0";
  if (!/^\d{1,15}$/.test(after)) return refuse("bad-body");
  const page = await device.client.recordPage(Number(after));
  return page === null ? refuse("no-record") : answered(200, page);
}
