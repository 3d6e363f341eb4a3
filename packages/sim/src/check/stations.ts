import { balanceOf } from "./balance.ts";
import { isObject, type Violation } from "./line.ts";
import type { LinkRecord } from "./summary.ts";

type Figures = Readonly<Record<string, unknown>>;

/**
 * C2, stock = opening stock + in − out ± corrections, as far as the evidence goes: the figures of a station balance without a
 * correction, and what came in beside the demand is what the logs of its links received. Who left a station's waiting hall by its own
 * doors is known on the ground only.
 */
export function checkStations(summary: Figures, records: readonly LinkRecord[]): Violation[] {
  const { perStation } = summary;
  if (!isObject(perStation)) return [fault("the summary says nothing of the stations")];
  const stations = Object.entries(perStation).map(([id, says]) => [id, isObject(says) ? says : {}] as const);
  const violations = stations.flatMap(([id, says]) => checkStation(id, says, records));
  const came = stations.reduce((sum, [, says]) => sum + number(says, "opening") + number(says, "in"), 0);
  const received = records.reduce((sum, { story }) => sum + balanceOf(story.everybody).received, 0);
  const demand = isObject(summary["people"]) ? number(summary["people"], "demand") : Number.NaN;
  if (came - received !== demand)
    violations.push(
      fault(`${came} people came into the stations, ${received} of them by a link; the demand is ${demand}`),
    );
  return violations;
}

function checkStation(id: string, says: Figures, records: readonly LinkRecord[]): Violation[] {
  const [stock, corrections] = [number(says, "stock"), number(says, "corrections")];
  const is = number(says, "opening") + number(says, "in") - number(says, "out");
  const violations: Violation[] = [];
  if (stock !== is || corrections !== 0) violations.push(fault(`${id}: its stock is ${stock}, and should be ${is}`));
  const arriving = records.filter(({ story }) => story.stations.receiving.id === id);
  const received = arriving.reduce((sum, { story }) => sum + balanceOf(story.everybody).received, 0);
  if (!(number(says, "in") >= received))
    violations.push(fault(`${id}: ${received} people were received, ${String(says["in"])} came in`));
  return violations;
}

const number = (figures: Figures, name: string): number => Number(figures[name]);
const fault = (detail: string): Violation => ({ rule: "C2", device: "summary", seq: 0, detail });
