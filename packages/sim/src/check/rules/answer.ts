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

/** S7: who proposes cannot accept: an explained difference has one word of each side, with one cause. */
export const bothSidesReconcile: Rule = ({ lives }) => {
  const found: Finding[] = [];
  for (const { reconciled, lines, code } of lives) {
    if (reconciled === undefined) continue;
    const proposal = lines.find(
      ({ event, seq }) => seq < reconciled.seq && event.intent === text(reconciled, "answers"),
    );
    const agreed =
      proposal !== undefined &&
      proposal.side !== reconciled.side &&
      proposal.event["cause"] === reconciled.event["cause"];
    if (!agreed)
      found.push({
        rule: "S7",
        seq: reconciled.seq,
        detail: `${code}: the two sides did not explain the counts together`,
      });
  }
  return found;
};
