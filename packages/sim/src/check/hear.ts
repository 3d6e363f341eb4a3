import { Agreements } from "./agreements.ts";
import { childrenAlone, isReferred, newGroup, type Group } from "./group.ts";
import { actedOf, count, isObject, text, type RecordLine } from "./line.ts";
import {
  heardArrived,
  heardCorrected,
  heardDeparted,
  heardDiverted,
  heardReconciled,
  heardReturned,
  heardSpontaneous,
} from "./movement.ts";
import { overtakenBy } from "./queue.ts";
import { Story, type Hold } from "./story.ts";

/** What a valid line changes in the story of its link. */

type Hears = (story: Story, line: RecordLine, group: Group | undefined) => void;

const LEVELS = ["good", "caution", "stop"];
const sideOf = (line: RecordLine) => (line.side === "sending" ? "sending" : "receiving");

const WORDS: Readonly<Record<string, Hears>> = {
  "group.opened": (story, line) => {
    story.addGroup({ ...newGroup(text(line, "group")), opened: line.event.intent });
  },
  "group.ready": (story, line, group) => {
    if (group === undefined) return;
    asks(story, line, group);
    group.since = typeof line.event["since"] === "number" ? line.event["since"] : line.receivedAt;
  },
  "group.amended": (story, line, group) => {
    if (group !== undefined) asks(story, line, group);
  },
  "group.deferred": (_story, _line, group) => {
    if (group !== undefined) group.phase = "deferred";
  },
  "group.declined": (_story, _line, group) => {
    if (group !== undefined) group.phase = "declined";
  },
  "group.withdrawn": (story, line, group) => {
    if (group === undefined) return;
    end(story, group, line.seq, "withdrawn");
    story.finish(group, "withdrawn");
  },
  "group.dispersed": (story, _line, group) => {
    if (group !== undefined) story.finish(group, "dispersed");
  },
  "group.referred": (story, line, group) => {
    if (group === undefined) return;
    group.referred = true;
    story.grants.get(group.grant ?? "")?.referrals.push({ seq: line.seq, device: line.device });
  },
  "group.released": heardReleased,
  "group.departed": heardDeparted,
  "group.arrived": heardArrived,
  "arrival.spontaneous": heardSpontaneous,
  "group.returned": heardReturned,
  "group.diverted": heardDiverted,
  "group.received": (story, line, group) => {
    if (group === undefined) return;
    group.receivedAt = line.receivedAt;
    story.finish(group, "received");
  },
  "count.reconciled": heardReconciled,
  "count.corrected": heardCorrected,
  "slots.offered": (story, { event, seq }) => {
    const number = (name: string) => Number(event[name]);
    const [people, from, to] = [number("people"), number("from"), number("to")];
    story.offers.set(String(event["offer"]), { people, from, to, seq, withdrawn: false, taken: 0 });
  },
  "slots.withdrawn": (story, line) => {
    const offer = story.offers.get(text(line, "offer"));
    if (offer !== undefined) offer.withdrawn = true;
  },
  "slot.granted": heardGranted,
  "slot.confirmed": (_story, _line, group) => {
    if (group !== undefined) group.phase = "confirmed";
  },
  "grant.revoke-asked": (story, line) => {
    const grant = story.grants.get(text(line, "grant"));
    if (grant !== undefined) grant.revokeAsked = line.event.intent;
  },
  "grant.revoke-accepted": (story, line) => {
    const grant = story.grants.get(text(line, "grant"));
    if (grant !== undefined) story.endGrant(grant, { first: line.seq, last: line.seq, why: "revoked" });
  },
  "places.reported": (story, line) => {
    const { total } = line.event;
    const [occupied, asOf, validUntil] = ["occupied", "asOf", "validUntil"].map((name) => count(line, name));
    story.places = {
      total: typeof total === "number" ? total : Infinity,
      occupied: occupied as number,
      asOf: asOf as number,
      validUntil: validUntil as number,
      seq: line.seq,
    };
  },
  "hold.placed": (story, line) =>
    placeHold(story, line, typeof line.event["group"] === "string" ? text(line, "group") : null),
  "hold.lifted": (story, line) => {
    const hold = story.holds.get(text(line, "hold"));
    hold?.lifted.add(line.side);
    if (hold?.lifted.size === 2) hold.endSeq ??= line.seq;
  },
  "conditions.checked": heardLook,
  "incident.opened": (story, line) => {
    const { intent, kind } = line.event;
    if (!story.incidents.has(intent))
      story.incidents.set(intent, { kind, group: text(line, "group"), handedOver: false });
  },
  "incident.handed-over": heardHandedOver,
  "incident.closed": (story, line) => void story.incidents.delete(text(line, "incident")),
  "supervisor.overrode": (story, line) => {
    namedBy(story, text(line, "answers"))?.setAside.add(text(line, "rule"));
  },
  "drill.started": startDrill,
  "drill.ended": (story) => {
    story.drill = null;
  },
  "agreement.proposed": (story, line) => {
    if (story.agreements instanceof Agreements) story.agreements.propose(line);
  },
  "agreement.signed": (story, line) => {
    if (story.agreements instanceof Agreements) story.agreements.sign(line);
  },
  "station.opened": (story, line) => stationSaid(story, line, true),
  "station.closed": (story, line) => stationSaid(story, line, false),
  "roster.on": ({ known }, line) => known.shift(text(line, "device"), line.seq, count(line, "until")),
  "roster.off": ({ known }, line) => known.shift(text(line, "device"), line.seq, 0),
  "roster.delegated": ({ known }, line) => known.delegate(text(line, "device"), line.seq, count(line, "until")),
  "roster.undelegated": ({ known }, line) => known.delegate(text(line, "device"), line.seq, line.receivedAt),
};

/** Takes a valid line into the story. */
export function hear(story: Story, line: RecordLine): void {
  WORDS[line.event.type]?.(story, line, story.groups.get(text(line, "group")));
}

/** A group says what it is, first or anew; every answer is to this. */
function asks(story: Story, line: RecordLine, group: Group): void {
  end(story, group, line.seq, "amended");
  const needs = isObject(line.event["needs"]) ? line.event["needs"] : {};
  // More children alone than were referred are referred anew (H7).
  if (childrenAlone(needs) > childrenAlone(group.needs)) group.referred = false;
  group.phase = "ready";
  group.version = count(line, "version");
  group.headcount = count(line, "headcount");
  group.needs = needs;
  group.asked = line.event.intent;
}

function end(story: Story, group: Group, seq: number, why: "amended" | "withdrawn"): void {
  const grant = story.unused(group);
  if (grant !== undefined) story.endGrant(grant, { first: seq, last: seq, why });
}

function heardGranted(story: Story, line: RecordLine, group: Group | undefined): void {
  if (group === undefined) return;
  for (const { group: other, surely } of overtakenBy(story, group)) {
    other.overtaken.max++;
    if (surely) other.overtaken.min++;
  }
  group.setAside.delete("H5.overtaking");
  group.phase = "granted";
  group.grant = text(line, "grant");
  story.addGrant({
    id: text(line, "grant"),
    group: group.code,
    version: count(line, "version"),
    people: count(line, "headcount"),
    offer: text(line, "offer"),
    from: count(line, "from"),
    to: count(line, "to"),
    seq: line.seq,
    time: line.receivedAt,
    revokeAsked: null,
    referrals: isReferred(group) ? [{ seq: line.seq, device: null }] : [],
    usedSeq: null,
    end: null,
  });
}

/** GO: the group goes on its grant. One that was given without a connection may come after the people were counted out. */
function heardReleased(story: Story, line: RecordLine, group: Group | undefined): void {
  const grant = story.grants.get(text(line, "grant"));
  if (grant !== undefined) grant.usedSeq ??= line.seq;
  if (group === undefined) return;
  const time = actedOf(line)?.time ?? line.receivedAt;
  group.grant = text(line, "grant");
  group.released = { time, people: count(line, "headcount") };
  if (group.departed !== null || group.arrived !== null) return;
  group.phase = "released";
  story.countGone(time, count(line, "headcount"));
  story.startMoving(group);
}

function placeHold(story: Story, { event, seq }: RecordLine, group: string | null): void {
  if (story.holds.has(event.intent)) return;
  story.holds.set(event.intent, { group, seq, lifted: new Set(), endSeq: null } satisfies Hold);
}

/** S10: a look that is worse than the one that stands holds the link; so does `stop` where nothing was known. */
function heardLook(story: Story, line: RecordLine): void {
  const time = Math.min(line.event.at, line.receivedAt);
  const level = text(line, "level");
  const standing = story.looks.at(-1);
  const worse = LEVELS.indexOf(level) > (standing === undefined ? 1 : LEVELS.indexOf(standing.level));
  if (standing !== undefined && !worse && time < standing.time) return;
  story.looks.push({ seq: line.seq, level, time });
  if (worse) placeHold(story, line, null);
}

function heardHandedOver(story: Story, line: RecordLine): void {
  const incident = story.incidents.get(text(line, "incident"));
  if (incident === undefined) return;
  incident.handedOver = true;
  if (incident.kind !== "missing") return;
  const group = story.groups.get(incident.group);
  const searching = [...story.incidents.values()].some(
    (other) => other.kind === "missing" && other.group === incident.group && !other.handedOver,
  );
  if (!searching && group?.phase === "received" && story.moving.has(group)) story.finish(group, "received");
}

/** The group whose opening or latest count an override names. */
export function namedBy(story: Story, intent: string): Group | undefined {
  for (const group of story.groups.values())
    if (group.endedAt === null && (group.asked ?? group.opened) === intent) return group;
  return undefined;
}

function stationSaid(story: Story, line: RecordLine, open: boolean): void {
  Object.assign(story.stations[sideOf(line)], { id: text(line, "station"), open });
  if (line.side === "receiving") story.openings.push({ seq: line.seq, open });
}

/** A drill: the link as it stands, nobody waiting, nothing held, with the real devices and shifts. */
function startDrill(story: Story, line: RecordLine): void {
  const terms = story.terms;
  const played = new Story(story.known, { at: () => terms });
  played.seq = line.seq;
  played.time = line.receivedAt;
  Object.assign(played.stations.sending, story.stations.sending);
  Object.assign(played.stations.receiving, story.stations.receiving);
  played.openings.push({ seq: line.seq, open: story.stations.receiving.open });
  played.places = story.places;
  const look = story.looks.at(-1);
  if (look !== undefined) played.looks.push({ ...look, seq: line.seq });
  story.drill = { until: count(line, "until"), story: played };
}
