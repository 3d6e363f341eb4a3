import type { BodyOf } from "@vado/protocol";
import type { Group, LinkState } from "../state.ts";
import { guard, row } from "./common.ts";

/** The rules a supervisor may set aside for one group, with a reason that stays in the log. No other rule has such a door. */
export const SET_ASIDE: readonly string[] = ["H2.unit", "H5.overtaking"];

/** The group whose opening, or latest count, an event id names; it has not ended. */
export function namedBy(state: LinkState, event: string): Group | undefined {
  return Object.values(state.groups).find(
    (group) =>
      group.endedAt === null &&
      (group.readyEvent === event || (group.readyEvent === null && group.openedEvent === event)),
  );
}

export const overrideRows = {
  "supervisor.overrode": row<"supervisor.overrode">(
    "statement",
    "either",
    ["supervisor"],
    [
      guard<BodyOf<"supervisor.overrode">>("V1.rule", "this rule cannot be set aside", (_state, { body }) =>
        SET_ASIDE.includes(body.rule),
      ),
      guard<BodyOf<"supervisor.overrode">>(
        "V1.group",
        "it names no group that waits, as it stands",
        (state, { body }) => namedBy(state, body.answers) !== undefined,
      ),
    ],
  ),
};
