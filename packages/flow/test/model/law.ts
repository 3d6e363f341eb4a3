import type { Body, BodyType } from "@vado/protocol";
import { goMayBeGiven, goStands } from "./go.ts";
import { MINUTE, type Word, type World } from "./world.ts";

/** What the reference model answers: whether an event stands, asked of the world it is said in. */

const BOUND_BY_CLOCK: readonly BodyType[] = [
  "slots.offered",
  "slot.granted",
  "slot.confirmed",
  "grant.revoke-accepted",
  "hold.lifted",
  "roster.delegated",
  "group.released",
];
const ONE_SIDED: Readonly<Record<"sending" | "receiving", readonly BodyType[]>> = {
  sending: [
    "group.opened",
    "group.ready",
    "group.amended",
    "group.withdrawn",
    "group.dispersed",
    "group.referred",
    "group.departed",
    "group.returned",
    "group.released",
    "slot.confirmed",
    "grant.revoke-accepted",
    "roster.delegated",
    "roster.undelegated",
  ],
  receiving: [
    "group.deferred",
    "group.declined",
    "group.received",
    "group.arrived",
    "arrival.spontaneous",
    "places.reported",
    "slots.offered",
    "slots.withdrawn",
    "slot.granted",
    "grant.revoke-asked",
  ],
};
const DAY = 1_440 * MINUTE;

/** Whether the world lets this stand. Who speaks and when is asked here, the rest of `holds`. */
export function stands(world: World, word: Word): boolean {
  const { type } = word.body;
  if (ONE_SIDED[word.side === "sending" ? "receiving" : "sending"].includes(type)) return false;
  const late = Math.abs(word.at - word.time) > world.terms.clockSkewMaxS * 1_000;
  if (BOUND_BY_CLOCK.includes(type) && late && !actedOn(word.body)) return false;
  return holds(world, word);
}

/** Whether a device that has lost its connection may say this. */
export function standsAlone(world: World, word: Word): boolean {
  const { body } = word;
  return body.type === "group.released" && stands(world, word) && goMayBeGiven(world, { ...word, body });
}

const actedOn = (body: Body) => body.type === "group.released" && body.acted !== undefined;

function holds(world: World, word: Word): boolean {
  const { body, side, intent, time } = word;
  const phase = (code: string) => {
    const one = world.crowds.get(code);
    return one === undefined ? "" : world.phase(one);
  };
  const waits = (code: string) => ["ready", "deferred", "declined"].includes(phase(code));
  const granted = (code: string) => ["granted", "confirmed"].includes(phase(code));
  switch (body.type) {
    case "group.opened":
      return world.stationOpen.sending && !world.crowds.has(body.group);
    case "group.ready":
      return (
        phase(body.group) === "forming" &&
        body.version === 1 &&
        body.headcount <= world.terms.groupMax &&
        body.explained &&
        body.voluntary
      );
    case "group.amended": {
      const next = (world.crowds.get(body.group)?.version ?? 0) + 1;
      return (
        (waits(body.group) || granted(body.group)) && body.version === next && body.headcount <= world.terms.groupMax
      );
    }
    case "group.deferred":
    case "group.declined": {
      const ripe =
        body.type === "group.deferred" ? waits(body.group) : ["ready", "deferred"].includes(phase(body.group));
      return ripe && answersLatest(world, body) && body.nextUpdateAt > time && body.nextUpdateAt <= time + DAY;
    }
    case "slot.granted":
      return waits(body.group) && body.grant === intent && mayBeGranted(world, body);
    case "slot.confirmed": {
      const token = world.tokenOf(body.group);
      return (
        phase(body.group) === "granted" &&
        token?.id === body.grant &&
        body.answers === body.grant &&
        token.people === body.headcount &&
        token.from === body.from &&
        token.to === body.to
      );
    }
    case "grant.revoke-asked":
      return granted(body.group) && world.tokenOf(body.group)?.id === body.grant;
    case "grant.revoke-accepted": {
      const token = world.tokenOf(body.group);
      return granted(body.group) && token?.id === body.grant && token.asked === body.answers;
    }
    case "group.released":
      return goStands(world, { ...word, body });
    case "group.received": {
      const one = world.crowds.get(body.group);
      return one?.place === "gate" && (one.unannounced || one.left === one.came);
    }
    case "count.reconciled": {
      const one = world.crowds.get(body.group);
      if (one?.place !== "gate" || one.unannounced || one.left === one.came) return false;
      if (one.left !== body.departed || one.came !== body.arrived) return false;
      const more = body.arrived - (body.departed ?? 0);
      const told = body.cause === "miscount" || (body.departed !== null && (body.cause === "joined") === more > 0);
      const { story } = one;
      const agreed = story?.side !== side && story?.event === body.answers && story?.cause === body.cause;
      return told && (body.answers === undefined || agreed);
    }
    case "group.diverted": {
      const one = world.crowds.get(body.group);
      const agreed =
        one?.detour?.side !== side &&
        one?.detour?.event === body.answers &&
        one?.detour?.station === body.station &&
        one.detour.grant === body.grant;
      return one?.place === "road" && one.left === body.headcount && (body.answers === undefined || agreed);
    }
    case "count.corrected": {
      const one = world.crowds.get(body.group);
      const stood = body.point === "departure" ? one?.left : one?.came;
      const agreed =
        one?.recount?.side !== side &&
        one?.recount?.event === body.answers &&
        one?.recount?.point === body.point &&
        one.recount.people === body.headcount;
      return typeof stood === "number" && stood !== body.headcount && (body.answers === undefined || agreed);
    }
    case "group.withdrawn":
      return waits(body.group) || granted(body.group);
    case "group.dispersed":
      return ["forming", "ready"].includes(phase(body.group));
    case "group.referred":
      return phase(body.group) === "forming" || waits(body.group) || granted(body.group);
    case "hold.lifted": {
      const hold = world.holds.get(body.hold);
      const open = hold !== undefined && !hold.over && body.answers === body.hold && !hold.lifted.has(side);
      return open && world.conditionsAllow(world.look, time);
    }
    case "incident.handed-over":
      return world.searches.has(body.incident);
    case "slots.offered": {
      const { places, terms } = world;
      const fits = body.people + body.projected <= Math.floor((places?.total ?? Infinity) * (1 - terms.reserveShare));
      const ahead = body.to > time && body.to > body.from && body.to <= time + terms.transitMeanMin * MINUTE + DAY;
      return body.offer === intent && world.stationOpen.receiving && placesKnown(world) && fits && ahead;
    }
    case "slots.withdrawn":
      return world.offers.get(body.offer)?.withdrawn === false;
    case "places.reported":
      return (
        body.validUntil > time &&
        body.validUntil - body.asOf <= DAY &&
        body.asOf >= (world.places?.asOf ?? 0) &&
        body.asOf <= time + world.terms.clockSkewMaxS * 1_000
      );
    case "roster.delegated": {
      const device = world.shared.devices.get(body.device);
      const fieldOfficer = device?.role === "field" && device.side === "sending";
      return fieldOfficer && body.until > time && body.until <= time + DAY / 2;
    }
    case "roster.undelegated":
      return (world.shared.delegated.get(body.device) ?? 0) >= time;
    case "drill.started":
      return world.drill === null && body.until > time && body.until <= time + 240 * MINUTE;
    case "drill.ended":
      return world.drill !== null;
    default:
      return true;
  }
}

const placesKnown = (world: World) => world.places !== null && world.now <= world.places.until;

function answersLatest(world: World, body: { group: string; answers: string; version: number }): boolean {
  const one = world.crowds.get(body.group);
  return one?.asks === body.answers && one.version === body.version;
}

function mayBeGranted(world: World, body: Body & { type: "slot.granted" }): boolean {
  const { terms, now, places } = world;
  const one = world.crowds.get(body.group);
  const offer = world.offers.get(body.offer);
  if (one === undefined || offer === undefined || places === null || world.tokens.has(body.grant)) return false;
  const reserving = world.reserving();
  const reserved = (when: (to: number) => boolean) =>
    reserving.filter(({ to }) => when(to)).reduce((sum, { people }) => sum + people, body.headcount);
  const arrival = body.from + (terms.windowBeforeMin + terms.transitMeanMin) * MINUTE;
  const right =
    answersLatest(world, body) &&
    body.headcount === one.people &&
    !reserving.some(({ group }) => group === one.code) &&
    body.to > now &&
    body.to - body.from === (terms.windowBeforeMin + terms.windowAfterMin) * MINUTE;
  const placed =
    world.stationOpen.receiving &&
    placesKnown(world) &&
    (places.total === null || places.occupied < places.total || offer.seq > places.seq) &&
    arrival >= offer.from &&
    arrival < offer.to &&
    world.room(body.offer) >= body.headcount;
  const sameDay = (to: number) => world.dayOf(to) === world.dayOf(body.to);
  const room =
    world.hour(Math.max(now, body.to)) + reserved(() => true) <= (terms.ratePerHour ?? Infinity) &&
    world.day(body.to) + reserved(sameDay) <= (terms.quotaPerDay ?? Infinity) &&
    world.blockTakes(body.headcount);
  const fair = world.overtaken(one).every((other) => other.overtaken < 3 && now - (other.since ?? now) <= DAY);
  return right && placed && room && fair;
}
