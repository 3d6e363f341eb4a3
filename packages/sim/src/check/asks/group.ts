import { isMismatch } from "../group.ts";
import { answerOf, count, isObject, text, type RecordLine } from "../line.ts";
import { HOUR_MS, type Story } from "../story.ts";
import { agreed, answersLatest, ask, inPhase, ofGroup, type Ask, type Asks } from "./ask.ts";

/** Rows 1 to 4, 6, 11, 13, 17, 21, 23: what is said of a group that waits, moves or has come. */

const DAY_MS = 24 * HOUR_MS;
const OFFICERS = "field duty supervisor";

/** H2: family units by size, people. */
function unitsOf(line: RecordLine): readonly { readonly size: number; readonly units: number }[] {
  const units = isObject(line.event["units"]) ? line.event["units"] : {};
  return Object.entries(units).map(([size, many]) => ({ size: Number(size), units: Number(many) }));
}

const largestOf = (line: RecordLine): number => Math.max(0, ...unitsOf(line).map(({ size }) => size));
const isLetGo = (story: Story, line: RecordLine): boolean =>
  story.groups.get(text(line, "group"))?.setAside.has("H2.unit") === true;

const counts: readonly Ask[] = [
  ask("H2.families", "H2", "the families do not add up to the people", (_story, line) => {
    return unitsOf(line).reduce((sum, { size, units }) => sum + size * units, 0) === count(line, "headcount");
  }),
  ask("H2.needs", "H2", "a need of more people than there are", (_story, { event }) => {
    const needs = isObject(event["needs"]) ? Object.values(event["needs"]) : [];
    return needs.every((people) => Number(people) <= Number(event["headcount"]));
  }),
  ask("H2.unit", "H2", "a family is larger than a vehicle", (story, line) => {
    return largestOf(line) <= (story.terms?.vehicleSeats ?? Infinity) || isLetGo(story, line);
  }),
  ask("H2.size", "H2", "more people than the agreement or the vehicle allows", (story, line) => {
    if (story.terms === undefined) return false;
    const { groupMax, vehicleSeats } = story.terms;
    const people = count(line, "headcount");
    const oneFamily = isLetGo(story, line) && largestOf(line) === people;
    return people <= (oneFamily ? groupMax : Math.min(groupMax, vehicleSeats));
  }),
];

const promise = (mark: string): Ask =>
  ask(mark, "L1", "no word is promised within 24 hours", ({ time }, line) => {
    const next = count(line, "nextUpdateAt");
    return next > time && next <= time + DAY_MS;
  });

/** Codes of living groups differ in three characters at least. */
function isUnlike(story: Story, code: string): boolean {
  if (story.groups.has(code)) return false;
  for (const other of story.groups.values()) {
    if (other.endedAt !== null) continue;
    let apart = Math.abs(other.code.length - code.length);
    for (let i = 0; i < Math.min(code.length, other.code.length); i++) if (code[i] !== other.code[i]) apart++;
    if (apart < 3) return false;
  }
  return true;
}

export const GROUP_ASKS: Readonly<Record<string, Asks>> = {
  "group.opened": {
    side: "sending",
    roles: `${OFFICERS} bridge`,
    asks: [
      ask("H1.station", "law", "the sending station is closed", ({ stations }) => stations.sending.open),
      ask("H1.code", "law", "the code is too like another", (story, line) => isUnlike(story, text(line, "group"))),
    ],
  },
  "group.ready": {
    side: "sending",
    roles: OFFICERS,
    asks: [
      agreed,
      inPhase("H2.phase", "law", ["forming"]),
      ask("H2.version", "S9", "its first version is not 1", (_story, line) => count(line, "version") === 1),
      ...counts,
      ask("H2.voluntary", "law", "not explained, or not chosen", (_story, { event }) => {
        return event["explained"] === true && event["voluntary"] === true;
      }),
      ask("H2.since", "H3", "waits since the future, or for over 90 days", ({ time }, { event }) => {
        const since = event["since"];
        return since === undefined || (Number(since) <= time && Number(since) >= time - 90 * DAY_MS);
      }),
    ],
  },
  "group.amended": {
    side: "sending",
    roles: OFFICERS,
    asks: [
      agreed,
      inPhase("H3.phase", "law", ["ready", "deferred", "declined", "granted", "confirmed"]),
      ofGroup("H3.version", "S9", "its version is not the next", ({ version }, line) => {
        return count(line, "version") === version + 1;
      }),
      ...counts,
    ],
  },
  "group.deferred": {
    side: "receiving",
    roles: OFFICERS,
    asks: [
      inPhase("H4.phase", "law", ["ready", "deferred", "declined"]),
      answersLatest("H4.answers"),
      promise("H4.promise"),
    ],
  },
  "group.declined": {
    side: "receiving",
    roles: "duty supervisor",
    asks: [inPhase("H6.phase", "law", ["ready", "deferred"]), answersLatest("H6.answers"), promise("H6.promise")],
  },
  "group.received": {
    side: "receiving",
    roles: `${OFFICERS} archive`,
    asks: [
      ofGroup("H11.phase", "C1", "not at the gate, or its counts differ", (group) => {
        return group.phase === "gate" && !isMismatch(group);
      }),
      ofGroup(
        "H11.counts",
        "C1",
        "its counts are not equal, or one is missing",
        ({ spontaneous, departed, arrived }) => {
          return spontaneous || departed === arrived;
        },
      ),
    ],
  },
  "count.reconciled": {
    side: "either",
    roles: OFFICERS,
    asks: [
      ofGroup("H13.phase", "C1", "its counts do not differ", (group) => {
        return group.phase === "gate" && (isMismatch(group) || (group.departed === null && !group.spontaneous));
      }),
      ofGroup("H13.counts", "C1", "names other counts than stand", ({ departed, arrived }, { event }) => {
        return event["departed"] === departed && event["arrived"] === arrived;
      }),
      ask("H13.cause", "C1", "the cause does not explain the difference", (_story, { event }) => {
        const { cause, departed, arrived } = event;
        if (cause === "miscount") return true;
        if (typeof departed !== "number") return false;
        return cause === "joined" ? Number(arrived) > departed : Number(arrived) < departed;
      }),
      ofGroup("H13.answers", "S7", "the two sides did not explain the counts together", ({ reconcile }, line) => {
        return answerOf(line) === undefined || accepts(line, reconcile, ["cause"]);
      }),
    ],
  },
  "group.withdrawn": {
    side: "sending",
    roles: OFFICERS,
    asks: [inPhase("H17.phase", "H5", ["ready", "deferred", "declined", "granted", "confirmed"])],
  },
  "group.dispersed": {
    side: "sending",
    roles: OFFICERS,
    asks: [inPhase("H23.phase", "H5", ["forming", "ready"])],
  },
  "group.referred": {
    side: "sending",
    roles: OFFICERS,
    asks: [inPhase("H24.phase", "law", ["forming", "ready", "deferred", "declined", "granted", "confirmed"])],
  },
  "group.diverted": {
    side: "either",
    roles: OFFICERS,
    asks: [
      inPhase("H21.phase", "law", ["inTransit"]),
      ask("H21.station", "law", "diverted to a station of this link", ({ stations }, line) => {
        return text(line, "station") !== stations.sending.id && text(line, "station") !== stations.receiving.id;
      }),
      ofGroup(
        "H21.count",
        "C1",
        "other people than departed",
        ({ departed }, line) => departed === count(line, "headcount"),
      ),
      ofGroup("H21.answers", "S7", "the two sides did not divert it together", ({ diversion }, line) => {
        return answerOf(line) === undefined || accepts(line, diversion, ["station", "grant", "headcount"]);
      }),
    ],
  },
  "count.corrected": {
    side: "either",
    roles: OFFICERS,
    asks: [
      ofGroup("K1.counted", "C1", "there is no such count", (group, line) => countAt(group, line) !== null),
      ofGroup("K1.differs", "C1", "it is the count that stands", (group, line) => {
        return countAt(group, line) !== count(line, "headcount");
      }),
      ofGroup("K1.answers", "S7", "the two sides did not correct it together", ({ correction }, line) => {
        if (answerOf(line) === undefined) return true;
        const same = correction?.point === text(line, "point") && correction.people === count(line, "headcount");
        return same && accepts(line, correction.line, []);
      }),
    ],
  },
};

/** S7: one side's words, answered by the other with the same. */
function accepts(line: RecordLine, proposal: RecordLine | null, words: readonly string[]): boolean {
  if (proposal === null || proposal.side === line.side || proposal.event.intent !== answerOf(line)) return false;
  return words.every((word) => proposal.event[word] === line.event[word]);
}

function countAt(group: { readonly departed: number | null; readonly arrived: number | null }, line: RecordLine) {
  return text(line, "point") === "departure" ? group.departed : group.arrived;
}
