import type { Grant, Group, LinkState } from "@vado/flow";
import { phaseAt } from "@vado/flow";
import { groupCodeFrom, type Body } from "@vado/protocol";
import { body, type Turn } from "../officers/context.ts";
import { seededEntropy, stream } from "../seeded.ts";
import type { Party } from "../world/types.ts";

/**
 * What officers of the simulator do beside the day's work: GO without a connection, asking grants back, counting again, drills. Whether
 * they try depends on the matter alone, so a restart changes nothing, and what they tell of people is what happened to them.
 */
export interface Ground {
  /** The people of a code, while it is theirs. */
  partyOf(code: string): Party | undefined;
  /** What the other side's duty officer reads over the radio for a grant: its six digits, or nothing when something stands against it. */
  radio(grant: string): string | null;
  /** Whether a duty officer on this bank has said GO, as people hear it who stand there. */
  saidGo(code: string): boolean;
}

const MINUTE_MS = 60_000;
/** How likely each is, per grant, group or ten minutes. */
const SHARE = {
  offline: 0.9,
  hear: 0.4,
  askBack: 0.25,
  giveBack: 0.8,
  amend: 0.06,
  decline: 0.06,
  stop: 0.05,
  correct: 0.5,
  drill: 0.3,
} as const;

/** The extra acts of whoever holds this device. */
export async function tries(turn: Turn, ground: Ground): Promise<void> {
  const { side, role } = turn.post;
  if (role === "archive") return;
  await stop(turn);
  if (side === "sending" && role === "field") return fieldTries(turn, ground);
  if (role !== "duty") return;
  await correct(turn, ground);
  if (side === "receiving") return receivingTries(turn);
  await tellLost(turn, ground);
  await offlineGo(turn, ground);
  await giveBack(turn);
  await drill(turn);
}

/** Whether the officer tries this at all. */
function bold(turn: Turn, what: keyof typeof SHARE, matter: string): boolean {
  return stream(turn.post.seed, "tries", what, matter)() < SHARE[what];
}

const openGrants = ({ state, now }: Turn, of: Readonly<LinkState> = state): Grant[] =>
  of.live
    .flatMap((id) => of.grants[id] ?? [])
    .filter(({ ended, usedSeq, to }) => ended === null && usedSeq === null && now <= to);

/** GO on what this phone has alone; where nothing was heard lately, with the code that the other side reads over the radio. */
async function offlineGo(turn: Turn, ground: Ground): Promise<void> {
  const { client } = turn;
  if (client.standing.connected) return;
  for (const grant of openGrants(turn, client.said)) {
    const { group, version, headcount, id } = grant;
    if (grant.confirmedAt === null || client.said.groups[group]?.phase !== "confirmed" || !bold(turn, "offline", id))
      continue;
    if (!turn.at(grant.from) || !turn.ready(`offline ${id}`, grant.confirmedAt)) continue;
    const go = (code?: string) => (): Body =>
      body("group.released", { group, version, grant: id, answers: id, headcount, acted: client.acted(code) });
    const silent = client.may(go())?.rule === "H8.fresh";
    const code = silent ? ground.radio(id) : null;
    if (!silent || code !== null) await turn.submit(go(code ?? undefined));
  }
}

async function giveBack(turn: Turn): Promise<void> {
  for (const { id, group, revokeAsked } of openGrants(turn)) {
    if (revokeAsked === null || turn.isWaiting("grant.revoke-accepted", group) || !bold(turn, "giveBack", id)) continue;
    if (turn.ready(`give back ${id}`, turn.state.grants[id]?.time ?? 0))
      await turn.submit(body("grant.revoke-accepted", { group, grant: id, answers: revokeAsked }));
  }
}

/** People who went back, or turned round on their way, are told to have; another group is counted of them. */
async function tellLost(turn: Turn, ground: Ground): Promise<void> {
  for (const group of Object.values(turn.state.groups)) {
    const { code, spontaneous, arrived } = group;
    if (spontaneous || arrived !== null || group.phase === "forming" || ground.partyOf(code) !== undefined) continue;
    const phase = phaseAt(turn.state, group, turn.now);
    if (phase === "released" || phase === "inTransit") {
      const headcount = group.departed ?? group.released ?? group.headcount;
      if (!turn.isWaiting("group.returned", code))
        await turn.submit(body("group.returned", { group: code, headcount, reason: "they came back" }));
    } else if (["ready", "deferred", "declined", "granted", "confirmed"].includes(phase)) {
      if (!turn.isWaiting("group.withdrawn", code))
        await turn.submit(body("group.withdrawn", { group: code, reason: "they do not go now" }));
    }
  }
}

async function fieldTries(turn: Turn, ground: Ground): Promise<void> {
  for (const group of Object.values(turn.state.groups)) {
    const { code, phase, version, readySince, headcount, units, needs } = group;
    if (group.departed !== null || readySince === null || ground.partyOf(code)?.where !== "bank") continue;
    // GO is called out at the bank; the phone in the field may not have it yet.
    if ((phase === "granted" || phase === "confirmed") && ground.saidGo(code) && bold(turn, "hear", code)) {
      if (turn.isWaiting("group.departed", code)) continue;
      const leaving = turn.sights.leaving[code] ?? headcount;
      if (await turn.submit(body("group.departed", { group: code, headcount: leaving })))
        turn.acts.push({ do: "depart", code, at: turn.now });
    } else if (version === 1 && !turn.isWaiting("group.amended", code) && bold(turn, "amend", code)) {
      if (turn.ready(`amend ${code}`, Math.max(readySince, group.openedAt)))
        await turn.submit(body("group.amended", { group: code, version: 2, headcount, units, needs }));
    }
  }
}

async function receivingTries(turn: Turn): Promise<void> {
  for (const { id, group, time, revokeAsked } of openGrants(turn)) {
    if (revokeAsked !== null || turn.isWaiting("grant.revoke-asked", group) || !bold(turn, "askBack", id)) continue;
    if (turn.ready(`ask back ${id}`, time))
      await turn.submit(body("grant.revoke-asked", { group, grant: id, reason: "beds are needed" }));
  }
  for (const group of Object.values(turn.state.groups)) {
    const { code, version, readyEvent: answers, askedAt } = group;
    if (
      phaseAt(turn.state, group, turn.now) !== "ready" ||
      turn.isWaiting("group.declined", code) ||
      !bold(turn, "decline", `${code} ${version}`)
    )
      continue;
    if (!turn.ready(`decline ${code} ${version}`, askedAt)) continue;
    const nextUpdateAt = turn.now + 60 * MINUTE_MS;
    await turn.submit(body("group.declined", { group: code, version, answers, reason: "not here", nextUpdateAt }));
  }
}

/** Anybody on either side says stop now and then; both duty officers resume. */
async function stop(turn: Turn): Promise<void> {
  const span = 10 * MINUTE_MS;
  const begin = Math.floor(turn.now / span) * span;
  if (!bold(turn, "stop", `${turn.post.device} ${begin}`) || turn.isWaiting("hold.placed")) return;
  const placed = Object.values(turn.state.holds).some(({ placedAt }) => placedAt >= begin - span);
  if (placed || !turn.ready(`stop ${begin}`, begin)) return;
  const group = openGrants(turn)[0]?.group;
  const on = group !== undefined && bold(turn, "correct", `${begin}`) ? { group } : {};
  await turn.submit((hold) => body("hold.placed", { hold, reason: "something is not right", ...on }));
}

/** A departure that was counted wrong is counted again: one side says so, the other agrees. */
async function correct(turn: Turn, ground: Ground): Promise<void> {
  for (const code of turn.state.moving) {
    const group = turn.state.groups[code] as Group;
    const party = ground.partyOf(code);
    if (party?.cause === "miscount" && group.departed === party.people) party.counted = party.people;
    const { phase, arrived, correction, arrivedAt } = group;
    if (phase !== "mismatch" || turn.sights.causes[code] !== "miscount" || turn.isWaiting("count.corrected", code))
      continue;
    if (!bold(turn, "correct", code) || !turn.ready(`correct ${code}`, arrivedAt as number)) continue;
    const fields = { group: code, point: "departure", headcount: arrived, reason: "counted again" };
    if (correction === null && turn.post.side === "sending") await turn.submit(body("count.corrected", fields));
    else if (correction !== null && correction.side !== turn.post.side && correction.headcount === arrived)
      await turn.submit(body("count.corrected", { ...fields, answers: correction.event }));
  }
}

/** A drill beside the real traffic: a group is played, a hold is played, and nothing of it is real. */
async function drill(turn: Turn): Promise<void> {
  const { state, now, client, post } = turn;
  const hour = 60 * MINUTE_MS;
  const begin = Math.floor(now / hour) * hour;
  if (!bold(turn, "drill", `${begin}`) || state.agreement === null) return;
  if (state.drill === null) {
    if (now > begin + 30 * MINUTE_MS || turn.isWaiting("drill.started") || !turn.ready(`drill ${begin}`, begin)) return;
    await turn.submit(body("drill.started", { until: begin + 45 * MINUTE_MS, note: "an exercise" }));
    return;
  }
  const group = groupCodeFrom(seededEntropy(post.seed, "drill", begin).bytes(8));
  const play = async (make: (intent: string) => Body): Promise<void> => {
    const waits = client.outbox.some(
      ({ exercise, body: { type } }) => exercise === true && type === make("A".repeat(22)).type,
    );
    if (!waits && "intent" in (await client.submit(make, { exercise: true }))) turn.submitted++;
  };
  const { groups, holds } = state.drill.state;
  if (groups[group] === undefined) await play(() => body("group.opened", { group }));
  else if (groups[group].phase === "forming")
    await play(() =>
      body("group.ready", {
        group,
        version: 1,
        headcount: 4,
        units: { 4: 1 },
        needs: {},
        explained: true,
        voluntary: true,
      }),
    );
  else if (Object.keys(holds).length === 0) await play((hold) => body("hold.placed", { hold, reason: "an exercise" }));
  else if (groups[group].departed === null) await play(() => body("group.departed", { group, headcount: 4 }));
}
