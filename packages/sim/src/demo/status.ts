import type { DemoCorridor } from "./corridor.ts";
import { crossingOf } from "./crossing.ts";

/** `GET /api/demo/status`: the demo in figures. */

export async function statusOf(corridor: DemoCorridor, checkNow: boolean) {
  const { scenario } = corridor;
  if (checkNow) await corridor.violations.check();
  const { conductor, posts, relay, violations, digests } = corridor;
  const { people, perLink, receivedPerDay, conservation } = corridor.figures();
  return {
    /** Whether it is past its beginning: a group was received and another one waits. */
    ready: corridor.ready,
    /** What is being done while it begins. */
    doing: corridor.doing,
    people,
    perLink,
    receivedPerDay,
    digests: digests.most,
    digestsDiffer: digests.differ,
    digestsCompared: digests.compared,
    violations: violations.count + corridor.forks,
    firstViolations: violations.first,
    conservation,
    crossing: crossingOf(corridor),
    clock: {
      now: conductor.now,
      timezone: scenario.timezone,
      pace: conductor.pace,
      requested: conductor.requested,
      measured: conductor.measured,
      ended: conductor.ended,
    },
    relay: relay.state,
    officers: posts.all,
    devices: corridor.devices(),
    scenario: {
      name: scenario.name,
      link: corridor.papers.link.id,
      stations: scenario.stations.map(({ id, name, agency }) => ({ id, name, agency })),
      days: scenario.days,
    },
  };
}
