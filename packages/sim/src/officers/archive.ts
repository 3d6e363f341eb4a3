import type { LinkState } from "@vado/flow";
import { MINUTE_MS, isClosing, isOpenGrant, offerRoom } from "@vado/flow";
import { planOffers, type InboundLink, type Inflow } from "@vado/planner";
import { body, type Turn } from "./context.ts";

/** An agency's own node at a station: opens and closes it, reports its places, offers what the projection leaves free. */

/** How often a desk looks at its places, and how long a report holds. */
const LOOK_MS = 15 * MINUTE_MS;
const REPORT_VALID_MS = 60 * MINUTE_MS;

/** `turns`: the node's devices, one per link; all at one station. */
export async function archive(turns: readonly Turn[]): Promise<void> {
  for (const turn of turns) await openOrClose(turn);
  const inbound = turns.filter((turn) => turn.post.side === "receiving" && turn.state.agreement !== null);
  if (inbound.length === 0 || !inbound.some((turn) => turn.sights.open)) return;
  const due = inbound.some((turn) => reportIsDue(turn));
  if (due) await reportAndOffer(inbound);
}

async function openOrClose(turn: Turn): Promise<void> {
  const { state, sights, post } = turn;
  const mine = state.stations[post.side];
  if (mine.open === sights.open && mine.station !== null) return;
  if (turn.isWaiting("station.opened") || turn.isWaiting("station.closed")) return;
  await turn.submit(body(sights.open ? "station.opened" : "station.closed", { station: sights.hall.station }));
}

function reportIsDue(turn: Turn): boolean {
  if (turn.isWaiting("places.reported") || turn.isWaiting("slots.offered")) return false;
  const last = turn.state.places;
  // People nobody announced change the projection at once.
  const newcomers = turn.state.moving.some((code) => {
    const group = turn.state.groups[code];
    return group?.spontaneous === true && (group.arrivedAt ?? 0) > (last?.asOf ?? 0);
  });
  return newcomers || turn.at((Math.floor((last?.asOf ?? 0) / LOOK_MS) + 1) * LOOK_MS);
}

async function reportAndOffer(turns: readonly Turn[]): Promise<void> {
  const { hall } = (turns[0] as Turn).sights;
  for (const turn of turns) {
    const committed = commitments(turn.state, turn.now);
    await turn.submit(
      body("places.reported", {
        total: hall.total,
        occupied: hall.unregistered + hall.registered,
        reserved: committed.reduce((sum, one) => sum + one.people, 0),
        asOf: turn.now,
        validUntil: turn.now + REPORT_VALID_MS,
      }),
    );
  }
  const now = Math.max(...turns.map((turn) => turn.now));
  const reserveShare = Math.max(...turns.map((turn) => turn.state.agreement?.terms.reserveShare ?? 0));
  const { total, unregistered, registered, intakePerHour, outflowPerHour } = hall;
  const plan = planOffers(
    { now, total, reserveShare, unregistered, registered, intakePerHour, outflowPerHour },
    turns.map(asInbound),
  );
  for (const turn of turns) {
    for (const { link, id } of plan.withdraw)
      if (link === turn.post.link)
        await turn.submit(body("slots.withdrawn", { offer: id, reason: "no places projected" }));
    for (const { link, from, to, people, projected } of plan.offer)
      if (link === turn.post.link)
        await turn.submit((intent) => body("slots.offered", { offer: intent, from, to, people, projected }));
  }
}

function asInbound(turn: Turn): InboundLink {
  const { state, now, post } = turn;
  const terms = (state.agreement as NonNullable<LinkState["agreement"]>).terms;
  const transitMs = terms.transitMeanMin * MINUTE_MS;
  const periodMs = Math.max(terms.slotPeriodMin, terms.transitSdMin) * MINUTE_MS;
  const useful = Math.min(terms.groupMax, terms.vehicleSeats ?? Infinity);
  return {
    link: post.link,
    transitMs,
    periodMs,
    useful,
    perPeriodMax: perPeriod(terms, useful, periodMs),
    committed: commitments(state, now),
    open: Object.values(state.offers)
      .filter((offer) => offerRoom(offer) > 0 && offer.to > now + transitMs)
      .map((offer) => ({ id: offer.id, from: offer.from, to: offer.to, room: offerRoom(offer) })),
  };
}

/** What a link can bring in one period: one group at a time when the block is absolute, else what rate and block allow. */
function perPeriod(terms: NonNullable<LinkState["agreement"]>["terms"], useful: number, periodMs: number): number {
  if (terms.block.kind === "absolute") return useful;
  const byRate = terms.ratePerHour === null ? Infinity : (terms.ratePerHour * periodMs) / 3_600_000;
  const block =
    terms.block.kind === "permissive"
      ? Math.min((terms.block.groups ?? Infinity) * useful, terms.block.people ?? Infinity)
      : Infinity;
  const byBlock = (block * periodMs) / (terms.transitMeanMin * MINUTE_MS);
  const most = Math.min(byRate, byBlock, 20 * useful);
  return useful * Math.max(1, Math.ceil(most / useful));
}

/** Everybody who was granted, let go or is on the way or at the gate, and when they may come at the earliest. */
function commitments(state: Readonly<LinkState>, now: number): Inflow[] {
  const transitMs = (state.agreement?.terms.transitMeanMin ?? 0) * MINUTE_MS;
  const coming: Inflow[] = [];
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant === undefined || !(isOpenGrant(grant, now) || isClosing(state, grant, now))) continue;
    coming.push({ at: Math.max(now, grant.from) + transitMs, people: grant.headcount });
  }
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group === undefined || group.phase === "received") continue;
    const left = group.departedAt ?? group.releasedAt ?? now;
    coming.push({
      at: group.arrived === null ? Math.max(now, left + transitMs) : now,
      people: group.arrived ?? group.departed ?? group.headcount,
    });
  }
  return coming;
}
