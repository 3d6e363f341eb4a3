import type { Body, BodyOf, GroupCode } from "@vado/protocol";
import type { Group } from "@vado/flow";
import { missingOf, type GhostGroup } from "./ghost.ts";
import { CODES, MINUTE, OFFERED, TERMS, UNANNOUNCED, WHO, asId, peopleOf, timeOf } from "./world.ts";
import type { Bounds, Left, Officer, World } from "./world.ts";

/** Something somebody may say in a world. `seen` is how far its device had read; else as far as it had told already. */
export interface Act {
  readonly who: Officer;
  readonly intent: string;
  readonly body: Body;
  readonly spends?: keyof Left;
  readonly seen?: number;
}

const { sendingDuty, sendingField, receivingDuty, receivingField } = WHO;

/**
 * Everything that may be said at the end of this log, but for time going by. What an act answers is taken from every value that
 * some prefix of the log gives (versions, grants, proposals), so that whoever acts on an older prefix is among them; whether it
 * may be done is left to the law alone.
 */
export function acts(world: World, bounds: Bounds): Act[] {
  const list: Act[] = [];
  linkActs(world, list);
  for (const code of CODES.slice(0, bounds.groups)) {
    const ghost = world.ghost.groups[code];
    const group = world.law.groups[code];
    if (ghost === undefined || group === undefined) continue;
    waitingActs(world, code, ghost, bounds, list);
    grantActs(world, code, ghost, bounds, list);
    facts(world, code, ghost, list);
    gateActs(code, ghost, group, list);
  }
  const unannounced = world.ghost.groups[UNANNOUNCED];
  if (unannounced === undefined) {
    const body: Body = { type: "arrival.spontaneous", group: UNANNOUNCED, headcount: 2 };
    if (world.left.spontaneous > 0) list.push({ who: receivingField, intent: "u", body, spends: "spontaneous" });
  } else if (unannounced.stage === "gate")
    list.push({ who: receivingField, intent: "d", body: { type: "group.received", group: UNANNOUNCED } });
  return list;
}

function linkActs({ law, ghost, left, tick }: World, list: Act[]): void {
  const now = timeOf(tick);
  const say = (who: Officer, intent: string, body: Body, spends?: keyof Left) =>
    list.push(spends === undefined ? { who, intent, body } : { who, intent, body, spends });
  if (ghost.offered === 0)
    for (const [people, projected] of [
      [OFFERED, 100],
      [OFFERED, 300],
    ] as const)
      say(receivingDuty, "offer", {
        type: "slots.offered",
        offer: asId("offer"),
        from: timeOf(0),
        to: timeOf(0) + 120 * MINUTE,
        people,
        projected,
      });
  // While the last look holds, another good one changes nothing yet.
  if (law.conditions?.level !== "good" || now - law.conditions.time > TERMS.conditionsValidMin * MINUTE)
    say(sendingField, "look", { type: "conditions.checked", level: "good" });
  if (left.hold > 0) {
    say(sendingField, "hold", { type: "conditions.checked", level: "stop" }, "hold");
    say(receivingField, "hold", { type: "hold.placed", hold: asId("hold"), reason: "water" }, "hold");
    for (const code in ghost.groups)
      if (code !== UNANNOUNCED) {
        const body = { type: "hold.placed", hold: asId("hold"), reason: "ill", group: code as GroupCode } as const;
        say(receivingField, "hold", body, "hold");
      }
  } else if (ghost.hold !== null && ghost.hold.end === null)
    for (const who of [sendingDuty, receivingDuty])
      say(who, "lift", { type: "hold.lifted", hold: asId("hold"), answers: asId("hold") });
  // How far a device has read matters while a grant that is over waits for it.
  if (law.live.some((id) => law.grants[id]?.ended != null))
    for (const who of [sendingDuty, sendingField])
      if ((law.devices[who.device]?.seen ?? 0) < law.seq)
        list.push({ who, intent: "ack", body: { type: "ack", heads: [] }, seen: law.seq });
}

function waitingActs(world: World, code: GroupCode, ghost: GhostGroup, bounds: Bounds, list: Act[]): void {
  const counted = (version: number) => {
    const headcount = peopleOf(world, code, version);
    return { group: code, version, headcount, units: { 1: headcount }, needs: {} };
  };
  if (ghost.stage === "forming") {
    const body: Body = { type: "group.ready", ...counted(1), explained: true, voluntary: true };
    list.push({ who: sendingField, intent: "ask1", body });
  }
  if (ghost.version === 1)
    list.push({ who: sendingField, intent: "ask2", body: { type: "group.amended", ...counted(2) } });
  if (ghost.stage === "forming" || ghost.stage === "waiting") {
    const headcount = peopleOf(world, code, Math.max(1, ghost.version));
    list.push({ who: sendingField, intent: "w", body: { type: "group.withdrawn", group: code, reason: "stay" } });
    list.push({ who: sendingField, intent: "w", body: { type: "group.dispersed", group: code, headcount } });
  }
  if (bounds.answers)
    for (let version = 1; version <= ghost.version; version++) {
      const answer = {
        group: code,
        version,
        answers: asId(`ask${version}`),
        reason: "later",
        nextUpdateAt: timeOf(world.tick) + 30 * MINUTE,
      };
      list.push({
        who: receivingField,
        intent: "d",
        body: { type: "group.deferred", ...answer },
      });
      list.push({
        who: receivingDuty,
        intent: "d",
        body: { type: "group.declined", ...answer },
      });
    }
}

/** Grants and what uses, returns or reads them back. */
function grantActs(world: World, code: GroupCode, ghost: GhostGroup, bounds: Bounds, list: Act[]): void {
  const { law, tick } = world;
  const now = timeOf(tick);
  const free = ["a", "b", "c", "d"].map((slot) => `${code}${slot}`).find((id) => law.grants[id] === undefined);
  if (free !== undefined && world.ghost.offered > 0)
    for (let version = 1; version <= ghost.version; version++)
      list.push({
        who: receivingDuty,
        intent: free,
        body: {
          type: "slot.granted",
          group: code,
          version,
          answers: asId(`ask${version}`),
          grant: asId(free),
          offer: asId("offer"),
          headcount: peopleOf(world, code, version),
          from: now - TERMS.windowBeforeMin * MINUTE,
          to: now + TERMS.windowAfterMin * MINUTE,
        },
      });
  for (const id in law.grants) {
    const known = world.ghost.grants[id];
    if (known === undefined) continue;
    const grant = asId(id);
    const release = {
      type: "group.released",
      group: code,
      version: known.version,
      grant,
      answers: grant,
      headcount: known.people,
    } as const;
    list.push({ who: sendingDuty, intent: "go", body: release });
    if (known.group !== code) continue;
    if (bounds.offline) offline(world, release, known.seq, list);
    const { from, to } = known;
    const readBack = { group: code, grant, answers: grant, headcount: known.people, from, to };
    list.push({ who: sendingDuty, intent: "c", body: { type: "slot.confirmed", ...readBack } });
    const back = { group: code, grant };
    if (!ghost.askedBack) {
      const body: Body = { type: "grant.revoke-asked", ...back, reason: "full" };
      list.push({ who: receivingDuty, intent: `${code}back`, body });
    } else
      for (const who of [sendingDuty, receivingDuty]) {
        const body: Body = { type: "grant.revoke-accepted", ...back, answers: asId(`${code}back`) };
        list.push({ who, intent: "x", body });
      }
  }
}

/** GO given without a connection: at every prefix its phone may have had, at every tick that it may have been given in. */
function offline(world: World, release: BodyOf<"group.released">, since: number, list: Act[]): void {
  const { law, tick, began } = world;
  const told = law.devices[sendingField.device]?.seen ?? 0;
  for (let seq = Math.max(since, told); seq <= law.seq; seq++) {
    // Nobody acts before the time of what has been read.
    for (let given = began.findLastIndex((start) => start <= seq); given <= tick; given++) {
      const acted = { deviceTime: timeOf(given), seq, head: "" };
      list.push({ who: sendingField, intent: "go", body: { ...release, acted } as Body, seen: seq });
    }
  }
}

/** What happens on the ground: as it would be, with another count, or out of the blue. */
function facts(world: World, code: GroupCode, ghost: GhostGroup, list: Act[]): void {
  const { left } = world;
  const { stage, departed, arrived } = ghost;
  const people = peopleOf(world, code, Math.max(1, ghost.version));
  const tell = (type: "group.departed" | "group.arrived", headcount: number, odd: boolean) => {
    const who = type === "group.departed" ? sendingField : receivingField;
    const body = { type, group: code, headcount } as const;
    if (!odd) list.push({ who, intent: "f", body });
    else if (left.odd > 0) list.push({ who, intent: "f", body, spends: "odd" });
    if (!odd && left.differ > 0)
      list.push({ who, intent: "f", body: { ...body, headcount: headcount - 1 }, spends: "differ" });
  };
  if (departed === null && stage !== "returned" && stage !== "received")
    tell("group.departed", arrived ?? people, stage !== "go" && stage !== "gate");
  if (stage === "returned") tell("group.departed", people, true);
  if (arrived === null) tell("group.arrived", departed ?? people, stage !== "go" && stage !== "way");
  if (arrived === null && left.odd > 0) {
    const body: Body = { type: "arrival.spontaneous", group: code, headcount: people };
    list.push({ who: receivingField, intent: "f", body, spends: "odd" });
  }
  if (stage === "go" || stage === "way") {
    const body: Body = { type: "group.returned", group: code, headcount: departed ?? people, reason: "water" };
    list.push({ who: sendingField, intent: "f", body });
  }
}

/** Counts compared, explained by both sides, people received or searched for. */
function gateActs(code: GroupCode, ghost: GhostGroup, law: Group, list: Act[]): void {
  const { stage, departed, arrived, proposal } = ghost;
  if (ghost.searching) {
    const incident = asId(missingOf(code));
    list.push({ who: receivingDuty, intent: "h", body: { type: "incident.handed-over", incident, to: "rescue" } });
  }
  if (stage !== "gate" || arrived === null) return;
  list.push({ who: receivingField, intent: "d", body: { type: "group.received", group: code } });
  if (departed !== arrived && !ghost.spontaneous && law.reconcile === null)
    for (const who of [sendingField, receivingField])
      for (const cause of ["miscount", "missing"] as const) {
        const body: Body = { type: "count.reconciled", group: code, cause, departed, arrived };
        list.push({ who, intent: `${code}p`, body });
      }
  if (proposal !== null)
    for (const who of [sendingField, receivingField]) {
      const { cause, departed: before, arrived: after } = proposal;
      const counts = { cause, departed: before, arrived: after };
      const body: Body = { type: "count.reconciled", group: code, ...counts, answers: asId(`${code}p`) };
      list.push({ who, intent: missingOf(code), body });
    }
}
