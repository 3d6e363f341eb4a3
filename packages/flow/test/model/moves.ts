import type { Crowd } from "./people.ts";
import type { Word, World } from "./world.ts";

/** What happens to people in the reference model, and what is said of their counts. */
export function moves(world: World, one: Crowd, word: Word): void {
  const { body, side, intent, time, at } = word;
  switch (body.type) {
    case "group.released":
      return letGo(world, one, body.grant, body.headcount, body.acted?.deviceTime ?? time);
    case "group.departed":
      return departs(world, one, body.headcount, word);
    case "group.arrived":
      return arrives(world, one, body.headcount, word);
    case "group.returned":
      if (one.place !== "bank" && one.place !== "road") return;
      one.left ??= body.headcount;
      one.backAt = Math.min(at, time);
      one.place = "returned";
      return;
    case "group.diverted":
      if (body.answers === undefined) one.detour = { side, event: intent, station: body.station, grant: body.grant };
      else one.place = "diverted";
      return;
    case "count.reconciled":
      if (body.answers === undefined) {
        one.story = { side, event: intent, cause: body.cause };
        return;
      }
      one.cause = body.cause;
      one.place = "received";
      if (body.cause === "missing") world.searches.set(intent, one.code);
      return;
    case "count.corrected":
      if (body.answers === undefined) {
        one.recount = { side, event: intent, point: body.point, people: body.headcount };
        return;
      }
      if (body.point === "departure") one.left = body.headcount;
      else one.came = body.headcount;
      one.story = one.recount = null;
      return;
    default:
  }
}

function letGo(world: World, one: Crowd, grant: string, people: number, at: number): void {
  (world.tokens.get(grant) as { used: boolean }).used = true;
  one.authorised = true;
  one.letGo = at;
  one.letGoPeople = people;
  // Who was seen to leave or to come before GO was told has moved on already.
  if (one.left !== null || one.came !== null) return;
  one.place = "bank";
  world.gone.push({ time: at, people });
}

function departs(world: World, one: Crowd, people: number, { at, time, side, intent }: Word): void {
  const again = one.place === "returned" && at > (one.backAt ?? Infinity);
  if (one.left !== null && !again) {
    if (one.left !== people) one.recount = { side, event: intent, point: "departure", people };
    return;
  }
  if (one.place === "received" || one.unannounced) return;
  if (again && one.left !== null) one.trips.push(one.left);
  one.left = people;
  one.leftAt = Math.max(one.letGo ?? 0, Math.min(at, time));
  if (one.came !== null) {
    one.story = null;
    return;
  }
  if (one.place === "bank") {
    if (people > one.letGoPeople) world.gone.push({ time, people: people - one.letGoPeople });
  } else withoutGo(world, one, people);
  one.place = "road";
}

export function arrives(world: World, one: Crowd, people: number, { side, intent }: Word): void {
  if (one.came !== null) {
    if (one.came !== people) one.recount = { side, event: intent, point: "arrival", people };
    return;
  }
  if (!["bank", "road", "returned", "diverted"].includes(one.place)) withoutGo(world, one, people);
  one.came = people;
  one.place = "gate";
}

function withoutGo(world: World, one: Crowd, people: number): void {
  world.end(one.code, "departed");
  one.authorised = false;
  world.gone.push({ time: world.now, people });
}
