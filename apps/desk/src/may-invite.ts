import type { Role } from "@vado/protocol";
import type { Asker } from "./authenticate.ts";
import { INVITED_ROLES } from "./invites.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** Who may invite whom: nobody above the own role, and a duty officer to the own link only. Null: yes. */
export function mayInvite(asker: Asker, asked: { readonly link: string; readonly role: Role }): Refusal | null {
  if (!INVITED_ROLES.includes(asked.role)) return refuse("role-unfit");
  if (asker.kind === "operator") return null;
  if (asker.kind === "machine") return refuse("role-may-not");
  const { role, link } = asker.officer;
  if (role !== "duty" && role !== "supervisor") return refuse("role-may-not");
  if (role === "supervisor") return null;
  if (link !== asked.link) return refuse("other-link");
  return asked.role === "supervisor" ? refuse("role-unfit") : null;
}
