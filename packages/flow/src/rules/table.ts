import type { BodyOf, BodyType } from "@vado/protocol";
import type { Row } from "../guard.ts";
import { DUTY, OFFICERS, STAFF, guard, row } from "./common.ts";
import { groupRows } from "./group.ts";
import { overrideRows } from "./override.ts";
import { releaseRows } from "./release.ts";
import { safetyRows } from "./safety.ts";
import { slotRows } from "./slot.ts";

const ALL = STAFF.concat("observer", "publisher");

const factRows = {
  "group.called": row<"group.called">("fact", "sending", OFFICERS.concat("bridge")),
  "group.departed": row<"group.departed">("fact", "sending", OFFICERS.concat("bridge")),
  "group.arrived": row<"group.arrived">("fact", "receiving", OFFICERS.concat("bridge")),
  "group.returned": row<"group.returned">("fact", "sending", OFFICERS.concat("bridge")),
  "arrival.spontaneous": row<"arrival.spontaneous">("fact", "receiving", OFFICERS.concat("bridge")),
  observation: row<"observation">("fact", "either", ALL),
  "concern.raised": row<"concern.raised">("fact", "either", ALL),
};

const agreementRows = {
  "agreement.proposed": row<"agreement.proposed">("statement", "either", DUTY.concat("planner"), [
    guard(
      "G1.version",
      "the version is not newer than every one before",
      (state, { body }) =>
        body.version >
        Math.max(
          0,
          state.agreement?.version ?? 0,
          ...state.agreed.map((next) => next.version),
          ...Object.keys(state.proposals).map(Number),
        ),
    ),
  ]),
  "agreement.signed": row<"agreement.signed">("authorisation", "either", DUTY, [
    guard(
      "G2.proposal",
      "it does not name an open proposal of this version",
      (state, { body }) => state.proposals[body.version]?.event === body.answers,
    ),
    guard(
      "G2.once",
      "this side has signed already",
      (state, { body, side }) => state.proposals[body.version]?.signed[side] === false,
    ),
  ]),
  "station.opened": row<"station.opened">("statement", "either", OFFICERS.concat("archive")),
  "station.closed": row<"station.closed">("statement", "either", OFFICERS.concat("archive")),
};

/** domain.md, parameters: delegation of GO to a field officer. */
const DELEGATION_MS_MAX = 12 * 3_600_000;

const ownDevice = guard<BodyOf<"roster.on" | "roster.off">>(
  "R3.side",
  "the device is not known, or not of this side",
  (state, { body, side }) => state.devices[body.device]?.side === side,
);

const channelRows = {
  heartbeat: row<"heartbeat">("fact", "either", DUTY.concat("archive")),
  ack: row<"ack">("fact", "either", ALL),
  "digest.published": row<"digest.published">("fact", "either", STAFF),
  "message.sent": row<"message.sent">("fact", "either", ALL),
  "fork.settled": row<"fork.settled">("statement", "either", DUTY),
  "roster.on": row<"roster.on">("statement", "either", DUTY, [ownDevice]),
  "roster.off": row<"roster.off">("statement", "either", DUTY, [ownDevice]),
  "roster.delegated": row<"roster.delegated">("authorisation", "sending", DUTY, [
    guard("R1.device", "not a field officer's device of this side that has spoken", (state, { body }) => {
      const device = state.devices[body.device];
      return device?.side === "sending" && device.role === "field";
    }),
    guard(
      "R1.until",
      "a delegation is over at once, or lasts longer than 12 hours",
      (_state, { body, time }) => body.until > time && body.until <= time + DELEGATION_MS_MAX,
    ),
  ]),
  "roster.undelegated": row<"roster.undelegated">("statement", "sending", DUTY, [
    guard(
      "R2.delegated",
      "GO is not delegated to this device",
      (state, { body, time }) => (state.delegated[body.device] ?? -Infinity) >= time,
    ),
  ]),
};

/** The table of guards: the whole law of one link. `decide` and `fold` read the same rows. */
export const TABLE: { readonly [T in BodyType]: Row<T> } = {
  ...groupRows,
  ...slotRows,
  ...releaseRows,
  ...overrideRows,
  ...safetyRows,
  ...factRows,
  ...agreementRows,
  ...channelRows,
};
