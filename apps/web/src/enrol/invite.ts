import { DeskRefusalSchema, INVITE_TOKEN, InviteSchema, invitePath, parseWire, type Invite } from "@vado/protocol";
import { DESK_RULES } from "@vado/ui";
import { webFetch } from "../platform/fetch-port.ts";

/** `rule`: why an invite leads nowhere, as the desk's reason; `desk-away` when nobody answered who could have. */
export type InviteRead = { readonly ok: true; readonly invite: Invite } | { readonly ok: false; readonly rule: string };

/** Asks the desk what an invite is good for. `desk`: the desk's address, with a slash at the end. */
export async function readInvite(desk: string, token: string): Promise<InviteRead> {
  if (!INVITE_TOKEN.test(token)) return { ok: false, rule: "invite-unknown" };
  const answer = await asked(new Request(new URL(invitePath(token), desk)));
  if (answer === null) return { ok: false, rule: "desk-away" };
  const invite = answer.status === 200 ? parseWire(InviteSchema, answer.text) : undefined;
  return invite === undefined ? { ok: false, rule: ruleOf(answer) } : { ok: true, invite };
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

export function ruleOf({ status, text }: DeskAnswer): string {
  const reason = parseWire(DeskRefusalSchema, text)?.reason;
  if (reason !== undefined && DESK_RULES.includes(reason)) return reason;
  // What a person cannot be told, or comes from something between here and there, may be another answer next time.
  return status === 404 ? "invite-unknown" : "desk-away";
}
