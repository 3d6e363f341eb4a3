import type { Body, DeviceId, EventId, GroupCode, StationId } from "@vado/protocol";
import { holdsOn, openGrantOf, phaseAt, type Group } from "../../src/index.ts";
import { MIN, S, code } from "../support.ts";
import { counted, goUnder, rightCount, type Turn, type Wishes } from "./common.ts";

/** What the bank where people wait says next. */

/** Waiting times that were claimed from another link: short, near the ceiling, near each stay alarm. */
const CLAIMS_MIN = [90, 23.8 * 60, 47.6 * 60, 119.5 * 60];

export function sendingField({ wanted, rare }: Wishes, turn: Turn): void {
  const { officer, state, now, x, y } = turn;
  const groups = Object.values(state.groups);
  if (groups.filter((group) => group.readySince === null || group.endedAt === null).length < 5)
    wanted.push({ type: "group.opened", group: code(x % 40) });
  for (const group of groups) {
    const of = group.code as GroupCode;
    const phase = phaseAt(state, group, now);
    if (phase === "forming") {
      const claim = y % 5 === 0 ? { since: now - (CLAIMS_MIN[x % 4] ?? 0) * MIN } : {};
      const body = {
        type: "group.ready",
        group: of,
        version: 1,
        ...counted(x),
        explained: true,
        voluntary: true,
      } as const;
      wanted.push({ ...body, ...claim });
    }
    if (["granted", "confirmed", "ready"].includes(phase)) refer(wanted, group);
    onTheWay({ wanted, rare }, turn, group);
    if (["ready", "deferred", "declined", "granted", "confirmed"].includes(phase)) waits({ wanted, rare }, turn, group);
    if (["forming", "ready"].includes(phase))
      rare.push({ type: "group.dispersed", group: of, headcount: group.headcount });
    const grant = openGrantOf(state, of, now);
    if (grant !== undefined && (state.delegated[officer.device] !== undefined || y % 8 === 0))
      wanted.push(...Array<Body>(5).fill(goUnder(grant)));
  }
}

function refer(wanted: Wishes["wanted"], { code, needs, referred }: Group): void {
  if ((needs.unaccompaniedChildren ?? 0) > 0 && !referred)
    wanted.push({ type: "group.referred", group: code as GroupCode, to: "child protection" });
}

function onTheWay({ wanted, rare }: Wishes, { y }: Turn, group: Group): void {
  const of = group.code as GroupCode;
  const { phase, departed, headcount } = group;
  if (phase === "released" && departed === null)
    for (let i = 0; i < 8; i++) wanted.push({ type: "group.departed", group: of, headcount: rightCount(headcount, y) });
  if (phase === "released") rare.push({ type: "group.called", group: of, by: "voice" });
  if (["released", "inTransit"].includes(phase))
    rare.push({
      type: "group.returned",
      group: of,
      reason: "water",
      headcount: rightCount(departed ?? headcount, y),
    });
  // Counted once more; and people who came back leave again.
  if (departed !== null && y % 3 === 0)
    rare.push({ type: "group.departed", group: of, headcount: Math.max(0, departed + (y % 3) - 1) });
  if (phase === "returned" && y % 4 === 0) wanted.push({ type: "group.departed", group: of, headcount });
}

function waits({ wanted, rare }: Wishes, { x, y }: Turn, group: Group): void {
  const of = group.code as GroupCode;
  const amended = { type: "group.amended", group: of, version: group.version + 1 } as const;
  rare.push({ ...amended, ...counted(y) }, { ...amended, ...counted(x) });
  if (y % (group.grant !== null ? 3 : 11) === 0) wanted.push({ ...amended, ...counted(y) });
  rare.push(
    { type: "group.withdrawn", group: of, reason: "they stay" },
    { type: "group.departed", group: of, headcount: group.headcount },
  );
}

export function sendingDuty({ wanted, rare }: Wishes, { officer, state, now, x, y }: Turn): void {
  for (const group of Object.values(state.groups)) {
    const of = group.code as GroupCode;
    if (officer.role === "supervisor" && phaseAt(state, group, now) === "forming" && group.openedEvent !== null)
      rare.push(setAside(group.openedEvent, "H2.unit"));
    const grant = openGrantOf(state, of, now);
    if (grant === undefined) continue;
    const grantId = grant.id as EventId;
    if (grant.revokeAsked !== null) {
      const back = { type: "grant.revoke-accepted", group: of, grant: grantId } as const;
      for (let i = 0; i < 8; i++) wanted.push({ ...back, answers: grant.revokeAsked as EventId });
    }
    if (group.phase === "granted")
      wanted.push({
        type: "slot.confirmed",
        group: of,
        grant: grantId,
        answers: grantId,
        headcount: grant.headcount,
        from: grant.from,
        to: grant.to,
      });
    if (y % 2 === 0) refer(wanted, group);
    const go = goUnder(grant);
    if (holdsOn(state, of).length === 0 || y % 5 === 0) wanted.push(...Array<Body>(12).fill(go));
  }
  const device = S.field.device as DeviceId;
  if (state.delegated[device] === undefined ? y % 4 === 0 : y % 9 === 0)
    wanted.push({ type: "roster.delegated", device, until: now + (5 + (x % 90)) * MIN });
  else rare.push({ type: "roster.undelegated", device });
  rare.push({ type: "conditions.checked", level: (["good", "caution", "good", "stop"] as const)[y % 4] ?? "good" });
}

export const setAside = (answers: string, rule: string) =>
  ({ type: "supervisor.overrode", rule, answers: answers as EventId, reason: "one family" }) as const;

export function sendingDesk({ wanted }: Wishes, { state }: Turn): void {
  if (state.stations.sending.open) wanted.push({ type: "ack", heads: [] });
  else wanted.push({ type: "station.opened", station: "MAT" as StationId });
}
