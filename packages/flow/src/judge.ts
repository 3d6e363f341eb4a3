import type { BodyType } from "@vado/protocol";
import type { Entry, Row } from "./guard.ts";
import { clockAgrees, mayAct, onRoster } from "./rules/common.ts";
import { TABLE } from "./rules/table.ts";
import type { LinkState } from "./state.ts";

/** A failed guard: its rule id and the sentence that completes "refused: …". */
export interface Refusal {
  readonly rule: string;
  readonly says: string;
}

/** Asks every guard of the event's row in order; the first that fails speaks. Facts are only asked who speaks. */
export function judge(state: LinkState, entry: Entry): Refusal | null {
  const row = TABLE[entry.body.type] as Row<BodyType>;
  if ((row.side !== "either" && row.side !== entry.side) || !row.roles.includes(entry.role)) return mayAct;
  if (row.nature === "fact") return null;
  if (row.nature === "authorisation")
    for (const guard of [clockAgrees, onRoster]) if (!guard.holds(state, entry)) return guard;
  for (const guard of row.guards) if (!guard.holds(state, entry)) return guard;
  return null;
}
