import type { Body } from "@vado/protocol";
import { isDuty, type Turn, type Wishes } from "./common.ts";
import { alike } from "./either.ts";
import { receivingDesk, receivingDuty, receivingField } from "./receiving.ts";
import { sendingDesk, sendingDuty, sendingField } from "./sending.ts";

/** What officers say next from what they believe, and what nobody should say. */

export { anything } from "./anything.ts";
export { goOf, placesNow, type Turn } from "./common.ts";

/** What an officer would do next, from what its device believes; null when there is nothing to do. */
export function next(turn: Turn): Body | null {
  const wishes: Wishes = { wanted: [], rare: [] };
  alike(wishes, turn);
  post(wishes, turn);
  const { wanted, rare } = wishes;
  const list = rare.length > 0 && turn.rarely ? rare : wanted;
  return list[(turn.x + 7 * turn.y) % Math.max(1, list.length)] ?? null;
}

function post(wishes: Wishes, turn: Turn): void {
  const { side, role } = turn.officer;
  if (side === "sending" && role === "archive") sendingDesk(wishes, turn);
  else if (side === "sending") (isDuty(turn.officer) ? sendingDuty : sendingField)(wishes, turn);
  else if (role === "field") receivingField(wishes, turn);
  else (role === "duty" ? receivingDuty : receivingDesk)(wishes, turn);
}
