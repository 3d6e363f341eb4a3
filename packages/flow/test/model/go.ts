import { radioCode, type BodyOf } from "@vado/protocol";
import { MINUTE, type Word, type World } from "./world.ts";

/** GO in the reference model. One given offline is held against the picture of the link that its device had. */

type Go = Word<BodyOf<"group.released">>;

/** Whether GO stands in its place in the log. */
export function goStands(world: World, word: Go): boolean {
  return word.body.acted === undefined ? withLine(world, word) && alive(world, word) : withoutLine(world, word);
}

/** Whether a device without a connection may give GO: it must stand later, and nothing the device knows may speak against it. */
export function goMayBeGiven(world: World, word: Go): boolean {
  return withoutLine(world, word) && withLine(world, word);
}

function withLine(world: World, { device, side, role, body, time }: Go): boolean {
  const { terms } = world;
  const one = world.crowds.get(body.group);
  const token = world.tokenOf(body.group);
  if (one === undefined || one.place !== "queue" || token === undefined) return false;
  const rights =
    world.mayGo(device, side, role, time) &&
    token.id === body.grant &&
    body.answers === body.grant &&
    body.version === token.version &&
    body.headcount <= token.people &&
    time >= token.from;
  const safe =
    world.stationOpen.receiving &&
    world.sheltered(one.code) &&
    world.openHolds().every(([, group]) => group !== null && group !== body.group) &&
    world.conditionsAllow(world.look, time) &&
    world.searches.size === 0 &&
    !world.moving().some((other) => world.overdue(other));
  const room =
    world.blockTakes(body.headcount, token.id) &&
    world.hour(time) + body.headcount <= (terms.ratePerHour ?? Infinity) &&
    world.day(time) + body.headcount <= (terms.quotaPerDay ?? Infinity);
  return rights && safe && room;
}

/** A sign of life of the other side. */
function alive(world: World, { side, time }: Go): boolean {
  return world.shared.beats.some((beat) => beat.side !== side && time - beat.time <= world.terms.logFreshS * 1_000);
}

function withoutLine(world: World, { device, side, role, seen, body, time }: Go): boolean {
  const { terms } = world;
  const { acted } = body;
  const one = world.crowds.get(body.group);
  const token = world.tokens.get(body.grant);
  if (acted === undefined || one === undefined || token === undefined || token.group !== one.code) return false;
  const { deviceTime, seq } = acted;
  const saw = world.pictures.findLast((picture) => picture.seq <= seq);
  if (saw === undefined) return false;
  const inTime = time - deviceTime <= terms.offlineMaxMin * MINUTE && deviceTime <= time + terms.clockSkewMaxS * 1_000;
  const inOrder = seen === seq && (world.shared.devices.get(device)?.seen ?? 0) <= seq;
  const reserved = !token.used && (!token.closed || token.over?.why === "departed");
  const stood =
    saw.open.has(token.id) && body.answers === token.id && body.version === token.version && one.letGo === null;
  const within = deviceTime >= token.from && deviceTime <= token.to && body.headcount <= token.people;
  const safe =
    saw.stationOpen &&
    saw.referred.has(token.id) &&
    !saw.held.some((group) => group === null || group === one.code) &&
    world.conditionsAllow(saw.look, deviceTime);
  const beat = world.shared.beats.findLast((last) => last.side === "receiving" && last.seq <= seq);
  const heard =
    acted.radioCode === undefined
      ? beat !== undefined && deviceTime - beat.time <= terms.logFreshS * 1_000
      : acted.radioCode === radioCode(token.id);
  const delegation = world.shared.delegations.findLast((last) => last.device === device && last.seq <= seq);
  const entitled = role === "field" ? (delegation?.until ?? 0) >= deviceTime : world.mayGo(device, side, role, time);
  return entitled && inTime && inOrder && reserved && stood && within && safe && heard;
}
