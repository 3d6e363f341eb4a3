import type { BodyOf } from "@vado/protocol";
import type { Crowd } from "./people.ts";
import { stands, standsAlone } from "./law.ts";
import { arrives, moves } from "./moves.ts";
import { World, type Word } from "./world.ts";

/** Says an event to the reference model, in its place in the log; whether it stands. */
export function tell(world: World, word: Word): boolean {
  world.pass(word.seq, word.time);
  world.hear(word);
  const stood = word.exercise === true ? tellDrill(world, word) : stands(world, word);
  if (stood && word.exercise !== true) happens(world, word);
  world.remember();
  return stood;
}

/** Whether a device without a connection may say this now; the world stays as it is. */
export function mayTellAlone(world: World, word: Word): boolean {
  const copy = world.copy();
  copy.pass(word.seq, word.time);
  copy.hear(word);
  return standsAlone(copy, word);
}

const REAL_ONLY = /^(agreement|station|drill|roster)\.|^(heartbeat|ack|observation|digest\.published)$/;

function tellDrill(world: World, word: Word): boolean {
  if (world.drill === null || REAL_ONLY.test(word.body.type)) return false;
  return tell(world.drill.world, { ...word, exercise: false });
}

function happens(world: World, word: Word): void {
  const { body, side, intent, seq, time, at } = word;
  const one = "group" in body && body.group !== undefined ? world.crowd.bind(world, body.group) : none;
  switch (body.type) {
    case "group.opened":
      return void one();
    case "group.ready":
      one().since = body.since ?? time;
      return counted(world, one(), body, intent);
    case "group.amended":
      return counted(world, one(), body, intent);
    case "group.deferred":
    case "group.declined":
      one().answered = body.type === "group.deferred" ? "deferred" : "declined";
      return;
    case "slots.offered":
      world.offers.set(body.offer, { from: body.from, to: body.to, people: body.people, seq, withdrawn: false });
      return;
    case "slots.withdrawn":
      (world.offers.get(body.offer) as { withdrawn: boolean }).withdrawn = true;
      return;
    case "slot.granted":
      return granted(world, one(), body);
    case "slot.confirmed":
      (world.tokens.get(body.grant) as { confirmed: boolean }).confirmed = true;
      return;
    case "grant.revoke-asked":
      (world.tokens.get(body.grant) as { asked: string }).asked = intent;
      return;
    case "grant.revoke-accepted":
      return world.end(body.group, "revoked");
    case "group.withdrawn":
      world.end(body.group, "withdrawn");
      one().place = "withdrawn";
      return;
    case "group.dispersed":
      one().place = "dispersed";
      return;
    case "group.referred":
      one().referred = true;
      return;
    case "group.received":
      one().place = "received";
      return;
    case "hold.placed":
      if (!world.holds.has(intent))
        world.holds.set(intent, { group: body.group ?? null, lifted: new Set(), over: false });
      return;
    case "hold.lifted": {
      const hold = world.holds.get(body.hold) as { lifted: Set<string>; over: boolean };
      hold.lifted.add(side);
      hold.over = hold.lifted.size === 2;
      return;
    }
    case "conditions.checked":
      return world.looks({ ...word, body });
    case "incident.opened":
      if (body.kind === "missing") world.searches.set(intent, body.group ?? null);
      return;
    case "incident.handed-over":
      world.searches.delete(body.incident);
      return;
    case "places.reported":
      world.places = { total: body.total, occupied: body.occupied, asOf: body.asOf, until: body.validUntil, seq };
      return;
    case "station.opened":
    case "station.closed":
      world.stationOpen[side] = body.type === "station.opened";
      return;
    case "heartbeat":
      if (Math.abs(at - time) <= world.terms.clockSkewMaxS * 1_000) world.shared.beats.push({ seq, time, side });
      return;
    case "roster.delegated":
    case "roster.undelegated": {
      const until = body.type === "roster.delegated" ? body.until : time;
      world.shared.delegated.set(body.device, until);
      world.shared.delegations.push({ seq, device: body.device, until });
      return;
    }
    case "arrival.spontaneous":
      if (world.crowds.has(body.group)) return arrives(world, one(), body.headcount, word);
      Object.assign(one(), { unannounced: true, people: body.headcount, came: body.headcount, place: "gate" });
      return;
    case "drill.started":
      world.drill = { until: body.until, world: playedFrom(world) };
      return;
    case "drill.ended":
      world.drill = null;
      return;
    case "group.returned":
      // Nobody can come back who never was here.
      if (world.crowds.has(body.group)) moves(world, one(), word);
      return;
    default:
      if ("group" in body && body.group !== undefined) moves(world, one(), word);
  }
}

function none(): Crowd {
  throw new Error("this event names no group");
}

function counted(world: World, one: Crowd, body: BodyOf<"group.ready" | "group.amended">, intent: string): void {
  world.end(one.code, "amended");
  const alone = body.needs.unaccompaniedChildren ?? 0;
  if (alone > one.alone) one.referred = false;
  Object.assign(one, { place: "queue", answered: null, alone, asks: intent });
  one.version = body.version;
  one.people = body.headcount;
}

function granted(world: World, one: Crowd, body: BodyOf<"slot.granted">): void {
  for (const other of world.overtaken(one)) other.overtaken++;
  one.answered = null;
  const { grant: id, group, version, headcount: people, offer, from, to } = body;
  const fresh = { confirmed: false, asked: null, over: null, used: false, closed: false };
  world.tokens.set(id, { id, group, version, people, offer, from, to, given: world.now, ...fresh });
}

/** A drill has the link as it stands, and nobody on it. */
function playedFrom(world: World): World {
  const played = new World(world.terms, world.shared);
  Object.assign(played.stationOpen, world.stationOpen);
  played.places = world.places;
  played.look = world.look;
  played.seq = world.seq;
  played.remember();
  return played;
}
