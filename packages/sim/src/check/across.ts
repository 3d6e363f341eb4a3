import type { Grant } from "./grant.ts";
import type { Group } from "./group.ts";
import { text, type Violation } from "./line.ts";
import type { LinkRecord } from "./summary.ts";

/** Across links: people who were diverted are an ordinary group of the other link, under the grant that both sides named. */
export function checkDiversions(records: readonly LinkRecord[], leaveOpen: (mark: string) => void): Violation[] {
  const violations: Violation[] = [];
  for (const { link, story } of records) {
    for (const group of story.everybody) {
      if (group.phase !== "diverted" || group.diversion === null) continue;
      const station = text(group.diversion, "station");
      const there = records.filter((record) => record.story.stations.receiving.id === station);
      if (there.length === 0) {
        leaveOpen("H21.station");
        continue;
      }
      const says = missingThere(there, text(group.diversion, "grant"), group);
      const detail = `${link}: ${group.code} was diverted to ${station}, ${says}`;
      if (says !== undefined) violations.push({ rule: "C1", device: "", seq: group.diversion.seq, detail });
    }
  }
  return violations;
}

function missingThere(there: readonly LinkRecord[], id: string, { departed }: Group): string | undefined {
  for (const { story } of there) {
    const grant = story.grants.get(id);
    if (grant === undefined) continue;
    if (grant.people < (departed ?? 0)) return `whose grant is for ${grant.people} people, not ${departed}`;
    return appeared(story.everybody, grant) ? undefined : "whose grant ended, and nobody appeared on it";
  }
  return "where there is no such grant";
}

/** On the grant, or without it; or still expected. */
function appeared(everybody: readonly Group[], { group: code, usedSeq, end }: Grant): boolean {
  if (usedSeq !== null || end === null) return true;
  return everybody.some((group) => group.code === code && (group.departed !== null || group.arrived !== null));
}
