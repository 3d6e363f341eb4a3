import type { Group } from "./group.ts";
import { newGroup } from "./group.ts";
import { answerOf, count, text, type RecordLine } from "./line.ts";
import type { Story } from "./story.ts";

/** What happens to people on the way, and what both sides say of their numbers. Facts are taken whatever was known before. */

export function heardDeparted(story: Story, line: RecordLine): void {
  const group = story.groupOf(text(line, "group"));
  const people = count(line, "headcount");
  const again = group.phase === "returned" && line.event.at > (group.returnedAt ?? Infinity);
  if (group.departed !== null && !again) return secondCount(group, line, "departure", group.departed);
  if (group.phase === "received" || (group.spontaneous && group.arrived !== null)) return;
  if (again) group.cameBack += group.departed ?? 0;
  group.departed = people;
  group.departedAt = Math.max(group.released?.time ?? 0, Math.min(line.event.at, line.receivedAt));
  if (group.arrived !== null) {
    group.reconcile = null;
    return;
  }
  if (group.phase !== "released") unauthorised(story, line, group, people);
  else if (people > (group.released?.people ?? 0)) story.countGone(story.time, people - (group.released?.people ?? 0));
  group.phase = "inTransit";
  story.startMoving(group);
}

export function heardArrived(story: Story, line: RecordLine): void {
  const group = story.groupOf(text(line, "group"));
  const people = count(line, "headcount");
  if (group.arrived !== null) return secondCount(group, line, "arrival", group.arrived);
  const expected = ["released", "inTransit", "returned", "diverted"].includes(group.phase);
  if (!expected) unauthorised(story, line, group, people);
  group.arrived = people;
  group.phase = "gate";
  story.startMoving(group);
}

export function heardSpontaneous(story: Story, line: RecordLine): void {
  // Under a code that is known they are that group (H1).
  if (story.groups.has(text(line, "group"))) return heardArrived(story, line);
  const people = count(line, "headcount");
  const group = { ...newGroup(text(line, "group")), spontaneous: true, headcount: people, arrived: people };
  group.phase = "gate";
  story.startMoving(story.addGroup(group));
}

export function heardReturned(story: Story, line: RecordLine, group: Group | undefined): void {
  if (group === undefined || (group.phase !== "released" && group.phase !== "inTransit")) return;
  // Who came back without having been counted out has left all the same.
  group.departed ??= count(line, "headcount");
  group.returnedAt = Math.min(line.event.at, line.receivedAt);
  story.finish(group, "returned");
}

/** Row 21: a proposal of one side is no diversion. */
export function heardDiverted(story: Story, line: RecordLine, group: Group | undefined): void {
  if (group === undefined) return;
  if (answerOf(line) === undefined) group.diversion = line;
  else story.finish(group, "diverted");
}

/** Row 13: with the second side's word the group is received; with people missing, the link is taken until the search is handed over. */
export function heardReconciled(story: Story, line: RecordLine, group: Group | undefined): void {
  if (group === undefined) return;
  if (answerOf(line) === undefined) {
    group.reconcile = line;
    return;
  }
  group.cause = line.event["cause"];
  group.explained = true;
  group.receivedAt = line.receivedAt;
  story.finish(group, "received");
  if (group.cause !== "missing") return;
  story.incidents.set(line.event.intent, { kind: "missing", group: group.code, handedOver: false });
  story.startMoving(group);
}

export function heardCorrected(_story: Story, line: RecordLine, group: Group | undefined): void {
  if (group === undefined) return;
  const [point, people] = [text(line, "point"), count(line, "headcount")];
  if (answerOf(line) === undefined) {
    group.correction = { line, point, people };
    return;
  }
  group.correction = null;
  group.reconcile = null;
  if (group.phase === "received") group.explained = true;
  if (point === "departure") group.departed = people;
  else group.arrived = people;
}

/** A second count of the same people is a proposal to correct the first. */
function secondCount(group: Group, line: RecordLine, point: string, first: number): void {
  const people = count(line, "headcount");
  if (people !== first) group.correction = { line, point, people };
}

/** People who went without GO: what they held is over, and they count against rate and quota. */
function unauthorised(story: Story, { seq }: RecordLine, group: Group, people: number): void {
  const grant = story.unused(group);
  if (grant !== undefined) story.endGrant(grant, { first: seq, last: seq, why: "departed" });
  story.countGone(story.time, people);
}
