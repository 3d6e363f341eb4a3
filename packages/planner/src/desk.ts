import type { LinkState } from "@vado/flow";
import { MINUTE_MS } from "@vado/flow";
import type { Body, BodyOf, BodyType, Side, StationFigures } from "@vado/protocol";
import { commitments, inboundLink } from "./inbound.ts";
import { planOffers, planSteps } from "./offers.ts";
import { onwardRoom } from "./onward.ts";
import { STEP_MS } from "./projection.ts";
import { groupTarget } from "./sizes.ts";

/** What an agency's desk says in its links' logs: its station open or closed, its places, what the projection leaves free. */

/** How often a desk looks at its places, and how long a report holds, ms. */
export const LOOK_MS = 15 * MINUTE_MS;
export const REPORT_VALID_MS = 60 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** A new count of the station is told at once, but not more often than this, ms. */
export const RECOUNT_MS_MIN = MINUTE_MS;

/** One link of the desk's station, as its device there sees it. */
export interface DeskLink {
  readonly state: Readonly<LinkState>;
  readonly side: Side;
  /** Ordering time, ms. */
  readonly now: number;
  /** Types of the acts that wait in this device's outbox. */
  readonly waiting: ReadonlySet<BodyType>;
}

/** The station's figures now. */
export interface DeskStation extends StationFigures {
  /** When somebody last counted, and until when that is to be believed, ms; null: the figures are true at every moment. */
  readonly counted: { readonly at: number; readonly validUntil: number } | null;
}

/** An act to submit on a link; `intent` is the id the client gives it. Acts are in the order in which they should be made. */
export interface DeskAct {
  readonly link: string;
  readonly make: (intent: string) => Body;
}

export interface DeskPlan {
  readonly acts: readonly DeskAct[];
  /** When to look again though nothing happens: ordering time of the link, ms. */
  readonly wake: readonly { readonly link: string; readonly at: number }[];
}

/** The desk's judgement (DK). Every link is one of the station's; nothing is assumed about a link that is missing. */
export function planDesk(links: readonly DeskLink[], station: DeskStation): DeskPlan {
  const acts: DeskAct[] = [];
  const wake: { link: string; at: number }[] = [];
  for (const link of links) if (doorIsWrong(link, station)) acts.push(door(link, station));
  const inbound = links.filter((link) => link.side === "receiving" && link.state.agreement !== null);
  if (inbound.length === 0 || !station.open) return { acts, wake };
  const due = inbound.some((link) => reportIsDue(link, station, wake));
  if (due) acts.push(...reports(inbound, station), ...offers(links, inbound, station));
  return { acts, wake };
}

function doorIsWrong({ state, side, waiting }: DeskLink, station: DeskStation): boolean {
  const mine = state.stations[side];
  if (mine.open === station.open && mine.station !== null) return false;
  return !waiting.has("station.opened") && !waiting.has("station.closed");
}

function door({ state }: DeskLink, { open, station }: DeskStation): DeskAct {
  const type = open ? "station.opened" : "station.closed";
  return { link: state.link, make: () => ({ type, station }) };
}

/** Notes when to look again, if not yet. */
function reportIsDue({ state, now, waiting }: DeskLink, station: DeskStation, wake: { link: string; at: number }[]) {
  if (waiting.has("places.reported") || waiting.has("slots.offered")) return false;
  const { counted } = station;
  if (counted !== null && counted.validUntil <= now) return false;
  const last = state.places;
  // People nobody announced change the projection at once.
  const newcomers = state.moving.some((code) => {
    const group = state.groups[code];
    return group?.spontaneous === true && (group.arrivedAt ?? 0) > (last?.asOf ?? 0);
  });
  if (newcomers) return true;
  const asOf = last?.asOf ?? 0;
  const recount = counted !== null && counted.at > asOf ? asOf + RECOUNT_MS_MIN : Infinity;
  const at = Math.min(recount, (Math.floor(asOf / LOOK_MS) + 1) * LOOK_MS);
  if (now >= at) return true;
  wake.push({ link: state.link, at });
  return false;
}

function reports(inbound: readonly DeskLink[], { total, unregistered, registered, counted }: DeskStation): DeskAct[] {
  return inbound.map(({ state, now }) => {
    const reserved = commitments(state, now, 0).reduce((sum, one) => sum + one.people, 0);
    const validUntil = Math.min(now + REPORT_VALID_MS, counted?.validUntil ?? Infinity);
    const occupied = unregistered + registered;
    return {
      link: state.link,
      make: () => ({ type: "places.reported", total, occupied, reserved, asOf: now, validUntil }),
    };
  });
}

function offers(links: readonly DeskLink[], inbound: readonly DeskLink[], station: DeskStation): DeskAct[] {
  const { total, unregistered, registered, intakePerHour, outflowPerHour } = station;
  const now = Math.max(...inbound.map((link) => link.now));
  const reserveShare = Math.max(...inbound.map((link) => link.state.agreement?.terms.reserveShare ?? 0));
  const views = inbound.flatMap((link) =>
    link.state.agreement === null ? [] : [inboundLink(link.state, link.state.agreement.terms, link.now, intakePerHour)],
  );
  const onward = onwardOf(links, now, planSteps(now, views));
  const fillSteps = Math.max(0, ...links.map((link) => fillStepsOf(link, intakePerHour)));
  const plan = planOffers(
    { now, total, reserveShare, unregistered, registered, intakePerHour, outflowPerHour, onward, fillSteps },
    views,
  );
  return inbound.flatMap(({ state: { link } }) => [
    ...plan.withdraw.filter((one) => one.link === link).map(({ id }) => act(link, withdrawal(id))),
    ...plan.offer
      .filter((one) => one.link === link)
      .map(({ from, to, people, projected }) =>
        act(link, (intent) => ({ type: "slots.offered", offer: intent as Intent, from, to, people, projected })),
      ),
  ]);
}

/** How long people who go on over a link wait for their group to be full, when they are registered at this pace. */
function fillStepsOf({ side, state }: DeskLink, intakePerHour: number | null): number {
  const terms = state.agreement?.terms;
  if (side !== "sending" || terms === undefined || intakePerHour === null) return 0;
  return Math.round((groupTarget(terms, intakePerHour) / intakePerHour) * (HOUR_MS / STEP_MS));
}

/** What the station's onward links take together, step by step. */
function onwardOf(links: readonly DeskLink[], now: number, steps: number): Float64Array {
  const sum = new Float64Array(steps);
  for (const { side, state } of links)
    if (side === "sending")
      onwardRoom(state, now, steps).forEach((people, k) => (sum[k] = (sum[k] as number) + people));
  return sum;
}

/** Offers are named by the id of the event that makes them. */
type Intent = BodyOf<"slots.offered">["offer"];

const act = (link: string, make: DeskAct["make"]): DeskAct => ({ link, make });

const withdrawal = (id: string) => (): Body => ({
  type: "slots.withdrawn",
  offer: id as Intent,
  reason: "no places projected",
});
