import { isOpenAt } from "../grants.ts";
import { count, text, type Finding } from "../line.ts";
import type { Rule } from "../ledger.ts";

const ANSWERS = new Set(["slot.granted", "group.deferred", "group.declined"]);

/** S5, S9: an answer names the latest word of the group it answers; a confirmation reads its open grant back. */
export const answersNameLatest: Rule = ({ lives, grants }) => {
  const found: Finding[] = [];
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  for (const { lines, code } of lives) {
    for (const line of lines) {
      const { type } = line.event;
      const fault = (detail: string) =>
        found.push({ rule: "S9", seq: line.seq, detail: `${type} for ${code}: ${detail}` });
      if (ANSWERS.has(type)) {
        const asked = lines.findLast(
          ({ event, seq }) => seq < line.seq && (event.type === "group.ready" || event.type === "group.amended"),
        );
        if (asked === undefined) fault("answers a group that is not ready");
        else if (text(line, "answers") !== asked.event.intent) fault(`does not answer the event at ${asked.seq}`);
        else if (count(line, "version") !== count(asked, "version")) fault("answers another version");
        if (line.side !== "receiving") fault("not from the receiving side");
      }
      if (type !== "slot.confirmed") continue;
      const grant = byId.get(text(line, "grant"));
      if (grant === undefined || grant.life.code !== code || !isOpenAt(grant, line)) fault("confirms no open grant");
      else if (text(line, "answers") !== grant.id) fault("does not answer the grant");
      else if (["headcount", "from", "to"].some((field) => count(line, field) !== count(grant.line, field)))
        fault("reads back another grant");
    }
  }
  return found;
};

/**
 * S7: who proposes cannot accept: an explained difference has one word of each side, with one cause. C1: it names the
 * counts as they stood, and its cause fits them.
 */
export const bothSidesReconcile: Rule = ({ lives }) => {
  const found: Finding[] = [];
  for (const life of lives) {
    const { reconciled, lines, code } = life;
    if (reconciled === undefined) continue;
    const { seq, side, event } = reconciled;
    const proposal = lines.find((line) => line.seq < seq && line.event.intent === text(reconciled, "answers"));
    const agreed = proposal !== undefined && proposal.side !== side && proposal.event["cause"] === event["cause"];
    if (!agreed) found.push({ rule: "S7", seq, detail: `${code}: the two sides did not explain the counts together` });
    const departed = life.departed?.people ?? null;
    const arrived = life.arrived?.people;
    if (event["departed"] !== departed || event["arrived"] !== arrived || !fits(event["cause"], departed, arrived)) {
      found.push({
        rule: "C1",
        seq,
        detail: `${code}: ${departed} departed and ${arrived} arrived are not what was explained`,
      });
    }
  }
  return found;
};

function fits(cause: unknown, departed: number | null, arrived = Number.NaN): boolean {
  if (cause === "miscount") return departed !== arrived;
  if (departed === null) return false;
  return cause === "joined" ? arrived > departed : arrived < departed;
}
