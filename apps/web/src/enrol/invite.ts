import { DeskRefusalSchema, INVITE_TOKEN, InviteSchema, invitePath, parseWire, type Invite } from "@vado/protocol";
import { webFetch } from "../platform/fetch-port.ts";

/** Why an invite leads nowhere. */
export type InviteFault =
  | { readonly kind: "used" | "expired" | "unknown" | "away" | "full" }
  | { readonly kind: "refused"; readonly detail: string };

export type InviteRead =
  | { readonly ok: true; readonly invite: Invite }
  | { readonly ok: false; readonly fault: InviteFault };

/** Asks the desk what an invite is good for. `desk`: the desk's address, with a slash at the end. */
export async function readInvite(desk: string, token: string): Promise<InviteRead> {
  if (!INVITE_TOKEN.test(token)) return { ok: false, fault: { kind: "unknown" } };
  const answer = await asked(new Request(new URL(invitePath(token), desk)));
  if (answer === null) return { ok: false, fault: { kind: "away" } };
  const invite = answer.status === 200 ? parseWire(InviteSchema, answer.text) : undefined;
  return invite === undefined ? { ok: false, fault: faultOf(answer) } : { ok: true, invite };
}

export interface DeskAnswer {
  readonly status: number;
  readonly text: string;
}

/** Null when nobody answered who could have. */
export async function asked(request: Request): Promise<DeskAnswer | null> {
  try {
    const response = await webFetch(request);
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}

/** The desk's reasons that have words of their own here. */
const KINDS: ReadonlyMap<string, "used" | "expired" | "unknown" | "full"> = new Map([
  ["invite-used", "used"],
  ["invite-expired", "expired"],
  ["invite-unknown", "unknown"],
  ["tickets-none", "full"],
  ["papers-expired", "full"],
]);

export function faultOf({ status, text }: DeskAnswer): InviteFault {
  const refusal = parseWire(DeskRefusalSchema, text);
  const known = KINDS.get(refusal?.reason ?? "");
  if (known !== undefined) return { kind: known };
  if (refusal === undefined) return { kind: status === 404 ? "unknown" : "away" };
  // What the desk can't do now it may do later.
  return status >= 500 || status === 429 ? { kind: "away" } : { kind: "refused", detail: refusal.detail };
}
