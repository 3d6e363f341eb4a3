import { classOf, isWaiting, type Group } from "./group.ts";
import { HOUR_MS, type Story } from "./story.ts";

/** H4: so often a group may be overtaken, and so long it may have waited. */
const OVERTAKEN_MAX = 3;
const WAITED_MS_MAX = 24 * HOUR_MS;

/** H3, H4: the groups that a grant to this one passes by; not `surely` where the group may have a grant that is still closing. */
export function overtakenBy(story: Story, group: Group): { readonly group: Group; readonly surely: boolean }[] {
  const needsFirst = story.terms?.needsFirst === true;
  if (!isWaiting(group) || group.endedAt !== null) return [];
  const held = new Set(story.openHolds().map((hold) => hold.group));
  const closing = new Map(story.kept().map(({ grant, surely }) => [grant.group, surely]));
  const passed: { group: Group; surely: boolean }[] = [];
  for (const other of story.groups.values()) {
    if (other.endedAt !== null || (other.phase !== "ready" && other.phase !== "deferred")) continue;
    if (held.has(other.code) || closing.get(other.code) === true || !isBefore(other, group, needsFirst)) continue;
    passed.push({ group: other, surely: !closing.has(other.code) });
  }
  return passed;
}

function isBefore(a: Group, b: Group, needsFirst: boolean): boolean {
  const [classA, classB] = needsFirst ? [classOf(a), classOf(b)] : [0, 0];
  if (classA !== classB) return classA < classB;
  const [sinceA, sinceB] = [a.since ?? 0, b.since ?? 0];
  return sinceA === sinceB ? a.code < b.code : sinceA < sinceB;
}

/** Whether a group may be passed by once more; `undefined` where the evidence does not tell how often it was. */
export function mayBePassed(story: Story, { since, overtaken }: Group): boolean | undefined {
  if (story.time - (since ?? story.time) > WAITED_MS_MAX) return false;
  if (overtaken.max < OVERTAKEN_MAX) return true;
  return overtaken.min >= OVERTAKEN_MAX ? false : undefined;
}
