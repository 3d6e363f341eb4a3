import { text, type Finding, type RecordLine } from "../line.ts";
import type { Rule } from "../ledger.ts";

/** S6: anyone stops, both resume. No release under an open hold; a lift names a hold that is open. */
export const holdsKept: Rule = ({ valid, releases }) => {
  const found: Finding[] = [];
  const lifts = Map.groupBy(
    valid.filter(({ event }) => event.type === "hold.lifted"),
    (line) => text(line, "hold"),
  );
  const holds = valid.filter(({ event }) => event.type === "hold.placed");
  for (const hold of holds) {
    const end = endOf(hold, lifts.get(hold.event.intent) ?? []);
    const group = text(hold, "group");
    for (const line of releases) {
      if (line.seq < hold.seq || line.seq > end) continue;
      if (group !== "" && group !== text(line, "group")) continue;
      found.push({
        rule: "S6",
        seq: line.seq,
        detail: `${text(line, "group")} released under the hold of ${hold.seq}`,
      });
    }
    for (const lift of lifts.get(hold.event.intent) ?? []) {
      if (lift.seq < hold.seq || lift.seq > end)
        found.push({ rule: "S6", seq: lift.seq, detail: "lifts a hold that is not open" });
    }
  }
  const named = new Set(holds.map(({ event }) => event.intent));
  for (const [id, lines] of lifts) {
    if (!named.has(id))
      for (const { seq } of lines) found.push({ rule: "S6", seq, detail: `lifts the unknown hold ${id}` });
  }
  return found;
};

/** The second side's lift. */
function endOf(hold: RecordLine, lifts: readonly RecordLine[]): number {
  const after = lifts.filter(({ seq }) => seq > hold.seq);
  const first = (side: string): number => after.find((line) => line.side === side)?.seq ?? Infinity;
  return Math.max(first("sending"), first("receiving"));
}
