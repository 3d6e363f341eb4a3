import type { BodyOf, DeviceId, EventId, GroupCode, StationId } from "@vado/protocol";
import { openHolds } from "../../src/index.ts";
import { MIN, R, S, id } from "../support.ts";
import { isDuty, type Turn, type Wishes } from "./common.ts";

/** What both sides do alike: resume, agree, correct, divert, hand over a search. */
export function alike({ wanted, rare }: Wishes, turn: Turn): void {
  const { officer, state, now, x, y } = turn;
  const { side } = officer;
  if (officer.role === "archive") return;
  const duty = isDuty(officer);
  for (const hold of openHolds(state)) {
    const of = hold.id as EventId;
    if (duty && !hold.lifted[side]) wanted.push({ type: "hold.lifted", hold: of, answers: of });
  }
  for (const group of Object.values(state.groups)) {
    explain(wanted, turn, group);
    correct({ wanted, rare }, turn, group);
    if (group.phase !== "inTransit" || !duty) continue;
    const { diversion, departed } = group;
    const headcount = departed ?? 0;
    const to = { station: "LAR" as StationId, grant: id(4_242) };
    if (diversion === null || y % 7 === 0)
      rare.push({ type: "group.diverted", group: group.code as GroupCode, headcount, ...to });
    else if (diversion.side !== side)
      wanted.push({
        type: "group.diverted",
        group: group.code as GroupCode,
        headcount,
        ...to,
        answers: diversion.event as EventId,
      });
  }
  if (!duty) return;
  for (const incident of Object.values(state.incidents))
    if (!incident.handedOver)
      wanted.push({ type: "incident.handed-over", incident: incident.id as EventId, to: "rescue" });
    else rare.push({ type: "incident.closed", incident: incident.id as EventId, note: "over" });
  for (const proposal of Object.values(state.proposals))
    if (!proposal.signed[side])
      wanted.push({ type: "agreement.signed", version: proposal.version, answers: proposal.event as EventId });
  shifts({ wanted, rare }, turn);
  if (side === "receiving") rare.push({ type: "drill.started", until: now + (5 + (x % 120)) * MIN, note: "shift" });
  else rare.push({ type: "drill.ended", note: "over" });
}

/** A shift that is over is put right by whoever sees it. */
function shifts({ wanted, rare }: Wishes, { officer, state, now, x, y }: Turn): void {
  const device = (officer.side === "sending" ? S.duty2 : R.duty).device as DeviceId;
  const until = now + (30 + (x % 600)) * MIN;
  if ((state.roster[device] ?? Infinity) < now) wanted.push({ type: "roster.on", device, until });
  else if (y % 4 === 0)
    rare.push(x % 2 === 0 ? { type: "roster.off", device, reason: "ill" } : { type: "roster.on", device, until });
}

type Known = Turn["state"]["groups"][string];

/** [13] Counts that differ. */
function explain(wanted: Wishes["wanted"], { officer, y }: Turn, group: Known): void {
  const { departed, arrived, reconcile, phase, spontaneous } = group;
  if (arrived === null || (phase !== "mismatch" && !(phase === "arrived" && departed === null && !spontaneous))) return;
  const less = (["left", "medical", "missing", "miscount"] as const)[y % 4] ?? "left";
  const cause = departed === null ? "miscount" : arrived > departed ? (y % 2 === 0 ? "joined" : "miscount") : less;
  const counts = { type: "count.reconciled", group: group.code as GroupCode, departed, arrived } as const;
  if (reconcile === null) wanted.push({ ...counts, cause });
  else if (reconcile.side !== officer.side)
    wanted.push({ ...counts, cause: reconcile.cause, answers: reconcile.event as EventId });
}

/** K1. A count that one side holds to be another. */
function correct({ wanted, rare }: Wishes, { officer, x, y }: Turn, group: Known): void {
  const { correction, departed, arrived } = group;
  const of: Pick<BodyOf<"count.corrected">, "type" | "group" | "reason"> = {
    type: "count.corrected",
    group: group.code as GroupCode,
    reason: "counted again",
  };
  if (correction !== null && correction.side !== officer.side) {
    const { point, headcount, event } = correction;
    wanted.push({ ...of, point, headcount, answers: event as EventId });
    return;
  }
  const point = x % 2 === 0 ? "departure" : "arrival";
  const first = point === "departure" ? departed : arrived;
  if (first !== null && correction === null) rare.push({ ...of, point, headcount: Math.max(0, first + (y % 4) - 1) });
}
