import { localDay } from "../agreements.ts";
import { answerOf, count, text } from "../line.ts";
import { mayBePassed, overtakenBy } from "../queue.ts";
import { HOUR_MS, MINUTE_MS, type Story } from "../story.ts";
import { agreed, answersLatest, ask, inPhase, ofGroup, within, type Answer, type Ask, type Asks } from "./ask.ts";
import { blockFor } from "./room.ts";

/** Rows 5, 7, 18: places, offers, grants, and what becomes of them. */

const DUTY = "duty supervisor";
const DESK = `${DUTY} archive planner`;
const isFresh = ({ places, time }: Story): boolean => places !== null && time <= places.validUntil;
const stationOpen = (mark: string): Ask =>
  ask(mark, "law", "the receiving station is closed", ({ stations }) => stations.receiving.open);

/** An offer that ended long ago may be forgotten. */
const OFFER_REST_MS = 48 * HOUR_MS;

export const SLOT_ASKS: Readonly<Record<string, Asks>> = {
  "places.reported": {
    side: "receiving",
    roles: "field duty supervisor planner archive bridge",
    asks: [
      ask("P1.validity", "S8", "stale, or valid for over a day", ({ time }, line) => {
        const until = count(line, "validUntil");
        return until > time && until - count(line, "asOf") <= 24 * HOUR_MS;
      }),
      ask("P1.asof", "S8", "older than the report that stands", ({ places }, line) => {
        return places === null || count(line, "asOf") >= places.asOf;
      }),
      ask("P1.future", "S8", "a report from the future", ({ time, terms }, line) => {
        return count(line, "asOf") <= time + (terms?.clockSkewMaxS ?? 120) * 1_000;
      }),
    ],
  },
  "slots.offered": {
    side: "receiving",
    roles: DESK,
    binding: true,
    asks: [
      agreed,
      ask("O1.id", "S2", "the offer has another's name", ({ offers }, line) => {
        return text(line, "offer") === line.event.intent && !offers.has(line.event.intent);
      }),
      ask("O2.period", "S3", "its period is over, or too far away", ({ time, terms }, line) => {
        const [from, to] = [count(line, "from"), count(line, "to")];
        const farthest = time + (terms?.transitMeanMin ?? Number.NaN) * MINUTE_MS + 24 * HOUR_MS;
        return to > from && to > time && to <= farthest;
      }),
      stationOpen("O2.station"),
      ask("O3.places", "S8", "offered on places that are unknown or stale", isFresh),
      ask(
        "O4.capacity",
        "S3",
        "more people than the places and their reserve leave free",
        ({ places, terms }, line) => {
          const total = places?.total ?? Infinity;
          if (total === Infinity) return true;
          if (line.event["override"] !== undefined) return line.role === "supervisor";
          const free = Math.floor(total * (1 - (terms?.reserveShare ?? 1)));
          return count(line, "people") + count(line, "projected") <= free;
        },
      ),
    ],
  },
  "slots.withdrawn": {
    side: "receiving",
    roles: DESK,
    asks: [
      ask("O5.open", "law", "no such open offer", ({ offers, time }, line) => {
        const offer = offers.get(text(line, "offer"));
        if (offer === undefined || offer.withdrawn) return false;
        return offer.to >= time - OFFER_REST_MS ? true : undefined;
      }),
    ],
  },
  "slot.granted": {
    side: "receiving",
    roles: DUTY,
    binding: true,
    asks: [
      agreed,
      inPhase("H5.phase", "S2", ["ready", "deferred", "declined"]),
      ask("H5.id", "S2", "the grant has another's name", ({ grants }, line) => {
        return text(line, "grant") === line.event.intent && !grants.has(line.event.intent);
      }),
      answersLatest("H5.answers"),
      ask("H5.one", "S2", "the group still has a grant", (story, line) => {
        const own = story.kept().filter(({ grant }) => grant.group === text(line, "group"));
        if (own.length === 0) return true;
        return own.some(({ surely }) => surely) ? false : undefined;
      }),
      ofGroup(
        "H5.whole",
        "S1",
        "not for the whole group",
        ({ headcount }, line) => headcount === count(line, "headcount"),
      ),
      stationOpen("H5.station"),
      ask("H5.window", "S1", "its window is over, or not as long as agreed", ({ time, terms }, line) => {
        const [before, after] = terms?.windowMin ?? [Number.NaN, Number.NaN];
        const [from, to] = [count(line, "from"), count(line, "to")];
        return to > time && to - from === (before + after) * MINUTE_MS;
      }),
      ask("H5.period", "S3", "not in the period of release and mean transit", ({ offers, terms }, line) => {
        const offer = offers.get(text(line, "offer"));
        if (offer === undefined || terms === undefined) return false;
        const arrival = count(line, "from") + (terms.windowMin[0] + terms.transitMeanMin) * MINUTE_MS;
        return arrival >= offer.from && arrival < offer.to;
      }),
      ask("H5.room", "S3", "more people granted than offered", (story, line) => {
        const offer = story.offers.get(text(line, "offer"));
        if (offer === undefined || offer.withdrawn) return false;
        return within(story.takenOf(text(line, "offer")), offer.people - count(line, "headcount"));
      }),
      ask("H5.places", "S3", "the places are unknown, stale or full", (story, line) => {
        const { places, offers } = story;
        if (places === null || !isFresh(story)) return false;
        return places.occupied < places.total || (offers.get(text(line, "offer"))?.seq ?? 0) > places.seq;
      }),
      ask("H5.rate", "rate", "the rate per hour is used up", (story, line) => {
        if (story.terms === undefined) return false;
        const gone = story.goneInHour(Math.max(story.time, count(line, "to"))) + count(line, "headcount");
        return within(
          story.sumKept(({ people }) => people),
          story.terms.ratePerHour - gone,
        );
      }),
      ask("H5.quota", "quota", "the day's quota is used up", (story, line) => {
        const { terms } = story;
        if (terms === undefined) return false;
        const day = localDay(terms, count(line, "to"));
        const granted = story.sumKept(({ people, to }) => (localDay(terms, to) === day ? people : 0));
        return within(granted, story.quotaLeft(terms, day) - count(line, "headcount"));
      }),
      ask("H5.block", "S4", "the block has no room", (story, line) => blockFor(story, count(line, "headcount"))),
      ofGroup("H5.overtaking", "H4", "somebody would be overtaken once too often", (group, _line, story) => {
        if (group.setAside.has("H5.overtaking")) return true;
        return worstOf(
          overtakenBy(story, group).map(({ group: other, surely }) => {
            const may = mayBePassed(story, other);
            return may === false && !surely ? undefined : may;
          }),
        );
      }),
    ],
  },
  "slot.confirmed": {
    side: "sending",
    roles: DUTY,
    binding: true,
    asks: [
      agreed,
      inPhase("H7.phase", "S9", ["granted"]),
      ofGroup("H7.readback", "S9", "does not read back the open grant", (group, line, story) => {
        const grant = story.unused(group);
        if (grant === undefined || grant.id !== text(line, "grant") || grant.id !== answerOf(line)) return false;
        const told = ["headcount", "from", "to"].map((field) => count(line, field));
        return told[0] === grant.people && told[1] === grant.from && told[2] === grant.to;
      }),
    ],
  },
  "grant.revoke-asked": {
    side: "receiving",
    roles: DUTY,
    asks: [
      ofGroup("H18.grant", "law", "no such open grant", (group, line, story) => {
        return story.unused(group)?.id === text(line, "grant");
      }),
    ],
  },
  "grant.revoke-accepted": {
    side: "sending",
    roles: DUTY,
    binding: true,
    asks: [
      ofGroup("H18.asked", "S7", "the receiver did not ask for this grant", (group, line, story) => {
        const grant = story.unused(group);
        return grant?.id === text(line, "grant") && grant.revokeAsked === answerOf(line);
      }),
    ],
  },
};

/** Broken when one is broken; else not to be told when one is not. */
function worstOf(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
