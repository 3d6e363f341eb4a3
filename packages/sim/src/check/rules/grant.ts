import { isOpenAt, isTakenAt } from "../grants.ts";
import { count, text, type Finding } from "../line.ts";
import type { Rule } from "../ledger.ts";

/** S2: a grant is used at most once; a group has one at a time, and none once it has set out. */
export const grantUsedOnce: Rule = ({ releases, grants }) => {
  const found: Finding[] = [];
  const uses = Map.groupBy(releases, (line) => text(line, "grant"));
  for (const [id, [, ...more]] of uses) {
    for (const line of more) found.push({ rule: "S2", seq: line.seq, detail: `grant ${id} was used before` });
  }
  for (const sisters of Map.groupBy(grants, ({ life }) => life).values()) {
    for (const { line, life } of sisters) {
      const open = sisters.filter((other) => other.line !== line && isOpenAt(other, line));
      const left = [life.release?.seq, life.departed?.seq, life.arrived?.seq].some(
        (seq) => seq !== undefined && seq < line.seq,
      );
      if (open.length > 0)
        found.push({ rule: "S2", seq: line.seq, detail: `${life.code} still has the grant ${open[0]?.id}` });
      if (left) found.push({ rule: "S2", seq: line.seq, detail: `${life.code} has set out and gets a grant` });
    }
  }
  return found;
};

/** S3: people granted in an offered slot are never more than the people offered. */
export const offerNotExceeded: Rule = ({ valid, grants }) => {
  const found: Finding[] = [];
  const offers = Map.groupBy(
    valid.filter(({ event }) => event.type === "slots.offered" || event.type === "slots.withdrawn"),
    (line) => text(line, "offer"),
  );
  for (const [id, takers] of Map.groupBy(grants, ({ line }) => text(line, "offer"))) {
    const lines = offers.get(id) ?? [];
    for (const { line, people } of takers) {
      const before = lines.filter(({ seq }) => seq < line.seq);
      const offer = before.find(({ event, side }) => event.type === "slots.offered" && side === "receiving");
      const withdrawn = before.some(({ event }) => event.type === "slots.withdrawn");
      if (offer === undefined || withdrawn) {
        found.push({ rule: "S3", seq: line.seq, detail: `granted in ${offer ? "a withdrawn" : "no"} offer ${id}` });
        continue;
      }
      const others = takers.filter((other) => other.line !== line && (isOpenAt(other, line) || isTakenAt(other, line)));
      const total = others.reduce((sum, other) => sum + other.people, people);
      const offered = count(offer, "people");
      if (!(total <= offered))
        found.push({ rule: "S3", seq: line.seq, detail: `${total} people granted of ${offered} offered in ${id}` });
    }
  }
  return found;
};
