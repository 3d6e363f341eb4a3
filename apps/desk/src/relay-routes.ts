import { MoveRequestSchema, parseWire, type RelaysKnown } from "@vado/protocol";
import { askedBy, whoOf } from "./asked.ts";
import { authenticate, type AuthenticatorParts } from "./authenticate.ts";
import { logEvent } from "./events.ts";
import type { LinkDevice } from "./link-device.ts";
import { answered, isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { KnownRelay } from "./relays.ts";
import type { Audit } from "./store.ts";
import type { Clock, Log, Vault } from "@vado/protocol";

/** What a desk tells of the relays it knows, and how its operator moves a link to another. */
export interface RelayRouteParts {
  readonly authenticator: AuthenticatorParts;
  readonly devices: readonly LinkDevice[];
  readonly relays: readonly KnownRelay[];
  readonly audit: Audit;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}

/** For a device whose link went to a relay that it does not know. */
export async function listRelays(
  { authenticator, relays }: RelayRouteParts,
  request: Request,
): Promise<Response | Refusal> {
  const asker = await authenticate(authenticator, request, null);
  if (isRefusal(asker)) return asker;
  if (asker.kind === "machine") return refuse("role-may-not");
  const device = asker.kind === "officer" ? asker.officer.device : "";
  const known = relays.flatMap(({ name, forDevices }) =>
    name === null ? [] : [{ name, address: forDevices.replaceAll("{device}", device) }],
  );
  return answered(200, { relays: known } satisfies RelaysKnown);
}

/** By the operator alone: says for this side that the link goes on there. It does when the other side's desk says the same. */
export async function moveLink(parts: RelayRouteParts, request: Request): Promise<Response | Refusal> {
  const by = await askedBy(parts.authenticator, request);
  if (isRefusal(by)) return by;
  if (by.asker.kind !== "operator") return refuse("role-may-not");
  const asked = parseWire(MoveRequestSchema, by.text);
  if (asked === undefined) return refuse("bad-body");
  const { link, relay } = asked;
  const device = parts.devices.find(({ post }) => post.link === link);
  if (device === undefined) return refuse("link-unknown");
  const said = await device.client.moveTo(relay);
  if ("rule" in said) return refuse("relay-unknown");
  const at = Math.floor(parts.clock.now());
  await parts.vault.write(parts.audit.rows({ at, did: "moved", by: whoOf(by.asker), link, role: null, device: null }));
  logEvent(parts.log, "move-ordered", {});
  device.ring();
  return answered(202, { link, relay });
}
