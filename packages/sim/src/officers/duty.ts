import type { Group, Hold } from "@vado/flow";
import {
  MINUTE_MS,
  conditionsFresh,
  holdsOn,
  nextUpdate,
  openGrantOf,
  openHolds,
  phaseAt,
  queueAt,
  quotaLeft,
} from "@vado/flow";
import { rateFreeFrom } from "@vado/planner";
import { body, type Turn } from "./context.ts";
import { chat } from "./field.ts";

/** The duty officers of the two sides. */

/** How soon an officer looks at the river, or the quota, again when the last look was not enough. */
const LOOK_AGAIN_MS = 15 * MINUTE_MS;
/** A grant is given so long before its window at most: enough to be read back. */
const GRANT_AHEAD_MS = 10 * MINUTE_MS;
/** A delegation of GO lasts so long at most (domain.md); a minute less is asked for, since it is judged when it is ordered. */
const DELEGATION_MS = 12 * 60 * MINUTE_MS;

export async function sendingDuty(turn: Turn): Promise<void> {
  await agree(turn, true);
  await stop(turn);
  await reconcile(turn);
  await delegate(turn);
  for (const id of turn.state.live) {
    const group = turn.state.groups[turn.state.grants[id]?.group ?? ""];
    if (group !== undefined) await answerGrant(turn, group);
  }
  await resume(turn);
}

export async function receivingDuty(turn: Turn): Promise<void> {
  await agree(turn, false);
  await reconcile(turn);
  await resume(turn);
  await grantNext(turn);
  await promise(turn);
}

/** Terms the agencies settled on: the sending side writes them, both sign. */
async function agree(turn: Turn, proposes: boolean): Promise<void> {
  for (const { version, terms, validFrom } of turn.sights.terms) {
    const known = Math.max(turn.state.agreement?.version ?? 0, ...turn.state.agreed.map((one) => one.version));
    if (version <= known) continue;
    const proposal = turn.state.proposals[version];
    if (proposal === undefined) {
      if (proposes && !turn.isWaiting("agreement.proposed"))
        await turn.submit(body("agreement.proposed", { version, terms, validFrom }));
      return;
    }
    if (!proposal.signed[turn.post.side] && !turn.isWaiting("agreement.signed"))
      await turn.submit(body("agreement.signed", { version, answers: proposal.event }));
    return;
  }
}

/** The world's dangers become holds: at once, by whoever sees them. */
async function stop(turn: Turn): Promise<void> {
  for (const danger of turn.sights.dangers) {
    const reason = `${danger.why} (${danger.key})`;
    const placed = turn.isWaiting("hold.placed") || ownHolds(turn).some((hold) => hold.placedAt >= danger.at);
    if (placed || !turn.at(danger.at + MINUTE_MS)) continue;
    await turn.submit((intent) => body("hold.placed", { hold: intent, reason }));
  }
}

function ownHolds(turn: Turn): Hold[] {
  return Object.values(turn.state.holds).filter((hold) => hold.side === "sending");
}

/** Both sides lift once the danger is over; the sending side has looked at the conditions. */
async function resume(turn: Turn): Promise<void> {
  if (turn.sights.dangers.length > 0) return;
  for (const hold of openHolds(turn.state)) {
    if (
      hold.lifted[turn.post.side] ||
      turn.isWaiting("hold.lifted") ||
      !turn.ready(`lift ${hold.id}`, hold.placedAt + 5 * MINUTE_MS)
    )
      continue;
    if (!(await checkConditions(turn))) return;
    await turn.submit(body("hold.lifted", { hold: hold.id, answers: hold.id }));
  }
}

/** Looks at river, weather and vehicle when the last look is too old; true when it is fresh already. */
async function checkConditions(turn: Turn): Promise<boolean> {
  if (conditionsFresh(turn.state, turn.now)) return true;
  const level = turn.sights.dangers.length > 0 ? "stop" : "good";
  // A look that did not help, since no agreement is in force or this clock is off, is not repeated at once.
  if (!turn.isWaiting("conditions.checked") && turn.oncePer(`look ${level}`, LOOK_AGAIN_MS))
    await turn.submit(body("conditions.checked", { level }));
  return false;
}

async function answerGrant(turn: Turn, group: Group): Promise<void> {
  const grant = openGrantOf(turn.state, group.code, turn.now);
  if (grant === undefined) return;
  if (
    phaseAt(turn.state, group, turn.now) === "granted" &&
    !turn.isWaiting("slot.confirmed", group.code) &&
    turn.ready(`confirm ${grant.id}`, grant.time)
  ) {
    const { headcount, from, to } = grant;
    await turn.submit(
      body("slot.confirmed", { group: group.code, grant: grant.id, answers: grant.id, headcount, from, to }),
    );
  }
  if (grant.confirmedAt === null || turn.isWaiting("group.released", group.code)) return;
  if (holdsOn(turn.state, group.code).length > 0 || turn.sights.dangers.length > 0) return;
  if (!turn.ready(`release ${grant.id}`, grant.confirmedAt) || !turn.at(grant.from)) return;
  if (!(await checkConditions(turn))) return;
  if (turn.sights.fieldPhone !== null && hasGo(turn, turn.sights.fieldPhone)) return;
  const { version, headcount } = grant;
  await turn.submit(
    body("group.released", { group: group.code, version, grant: grant.id, answers: grant.id, headcount }),
  );
}

function hasGo(turn: Turn, device: string): boolean {
  return (turn.state.delegated[device] ?? -Infinity) > turn.now;
}

/** A person with a phone at the bank gives GO there; nobody else in the field does. */
async function delegate(turn: Turn): Promise<void> {
  const { fieldPhone } = turn.sights;
  for (const device in turn.state.delegated)
    if (device !== fieldPhone && hasGo(turn, device) && !turn.isWaiting("roster.undelegated"))
      await turn.submit(body("roster.undelegated", { device }));
  if (fieldPhone === null || (turn.state.delegated[fieldPhone] ?? 0) > turn.now + DELEGATION_MS / 2) return;
  if (turn.isWaiting("roster.delegated") || !turn.oncePer(`delegate ${fieldPhone}`, MINUTE_MS)) return;
  await turn.submit(body("roster.delegated", { device: fieldPhone, until: turn.now + DELEGATION_MS - MINUTE_MS }));
}

/** Two counts that differ: the receiving side says why, the sending side agrees. */
async function reconcile(turn: Turn): Promise<void> {
  for (const code of turn.state.moving) {
    const group = turn.state.groups[code] as Group;
    if (group.phase !== "mismatch" || turn.isWaiting("count.reconciled", code)) continue;
    const { departed, arrived, reconcile: proposal } = group;
    const cause = proposal?.cause ?? turn.sights.causes[code] ?? "miscount";
    const fields = { group: code, cause, departed, arrived };
    if (turn.post.side === "receiving" && proposal === null && turn.ready(`explain ${code}`, group.arrivedAt as number))
      await turn.submit(body("count.reconciled", fields));
    if (turn.post.side === "sending" && proposal !== null && turn.ready(`agree ${code}`, group.arrivedAt as number))
      await turn.submit(body("count.reconciled", { ...fields, answers: proposal.event }));
  }
}

/** The oldest ready group gets the next slot that fits, when the block is free and nothing stands against it. */
async function grantNext(turn: Turn): Promise<void> {
  const { state, now } = turn;
  const terms = state.agreement?.terms;
  if (terms === undefined || !turn.sights.open || openHolds(state).length > 0 || turn.isWaiting("slot.granted")) return;
  const oldest = queueAt(state, now)[0];
  if (oldest === undefined) return;
  const freeSince = Math.max(oldest.askedAt, state.ended.at(-1)?.time ?? 0);
  if (!turn.ready(`grant ${oldest.code} ${oldest.version} ${freeSince}`, freeSince)) return;
  const from = rateFreeFrom(state, oldest.headcount, now);
  if (from === null || !turn.at(from - GRANT_AHEAD_MS)) return;
  const to = from + (terms.windowBeforeMin + terms.windowAfterMin) * MINUTE_MS;
  const arrival = from + (terms.windowBeforeMin + terms.transitMeanMin) * MINUTE_MS;
  const fitting = Object.values(state.offers)
    .filter(
      (offer) =>
        !offer.withdrawn &&
        offer.from <= arrival &&
        arrival < offer.to &&
        offer.people - offer.consumed >= oldest.headcount,
    )
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))[0];
  if (fitting === undefined) return;
  // Who knows that the day's quota is used up does not ask again every minute.
  if (quotaLeft(state, terms, to, now, true) < oldest.headcount) {
    turn.at((Math.floor(now / LOOK_AGAIN_MS) + 1) * LOOK_AGAIN_MS);
    return;
  }
  const { code: group, version, headcount, readyEvent: answers } = oldest;
  const granted = await turn.submit((intent) =>
    body("slot.granted", { group, version, answers, grant: intent, offer: fitting.id, headcount, from, to }),
  );
  if (granted) await chat(turn, `grant ${group}`, group);
}

/** Nobody waits without an answer: a group that cannot go yet is told when it hears again (L1). */
async function promise(turn: Turn): Promise<void> {
  const { state, now } = turn;
  for (const [place, group] of queueAt(state, now).entries()) {
    const again =
      group.phase === "deferred" ? nextUpdate(state, group, Math.max(0, (group.nextUpdateAt ?? now) - 1)) : null;
    if (again !== null && !turn.at(again)) continue;
    if (
      turn.isWaiting("group.deferred", group.code) ||
      !turn.ready(`answer ${group.code} ${group.askedAt} ${again ?? ""}`, again ?? group.askedAt)
    )
      continue;
    const wait = Math.min(12 * 60, 60 + 20 * place) * MINUTE_MS;
    const { code, version, readyEvent: answers } = group;
    await turn.submit(
      body("group.deferred", {
        group: code,
        version,
        answers,
        reason: "waiting for a place and a free link",
        nextUpdateAt: now + wait,
      }),
    );
  }
}
