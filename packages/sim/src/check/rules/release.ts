import { count, text, type Finding, type RecordLine } from "../line.ts";
import type { Ledger, Rule } from "../ledger.ts";

/** S1: a release stands on exactly one grant of the receiving side, unused, unexpired, for that group and version. */
export const releaseStandsOnGrant: Rule = (ledger) => {
  const grants = Map.groupBy(ledger.grants, ({ id }) => id);
  return ledger.releases.flatMap((line) => [...faultsOf(grants, line), ...handsOf(ledger, line)]);
};

/** A field officer gives GO only while it is delegated to that very device. */
function handsOf({ valid }: Ledger, line: RecordLine): Finding[] {
  if (line.role !== "field") return [];
  const last = valid.findLast(
    ({ seq, side, event }) =>
      seq < line.seq &&
      side === "sending" &&
      (event.type === "roster.delegated" || event.type === "roster.undelegated") &&
      event["device"] === line.device,
  );
  if (last?.event.type === "roster.delegated" && Number(last.event["until"]) >= line.receivedAt) return [];
  return [{ rule: "S1", seq: line.seq, detail: `${text(line, "group")}: GO was not delegated to ${line.device}` }];
}

function faultsOf(grants: ReadonlyMap<string, Ledger["grants"]>, line: RecordLine): Finding[] {
  const id = text(line, "grant");
  const earlier = (grants.get(id) ?? []).filter((grant) => grant.line.seq < line.seq);
  const fault = (detail: string): Finding[] => [
    { rule: "S1", seq: line.seq, detail: `${text(line, "group")}: ${detail}` },
  ];
  const [grant] = earlier;
  if (grant === undefined || earlier.length !== 1)
    return fault(`released on ${earlier.length} grants of the name ${id}`);
  if (line.side !== "sending" || grant.line.side !== "receiving") return fault("released or granted by the wrong side");
  if (text(grant.line, "group") !== text(line, "group")) return fault("the grant is for another group");
  if (count(grant.line, "version") !== count(line, "version")) return fault("the grant is for another version");
  if (!(count(line, "headcount") <= grant.people)) return fault("more people than granted");
  const { end } = grant;
  if (end !== undefined && end.seq < line.seq && end.event.type !== "group.released") {
    return fault(`the grant was ended by ${end.event.type} at ${end.seq}`);
  }
  const acted = actedAt(line);
  if (!(acted >= grant.from && acted <= grant.to)) return fault("outside the window of the grant");
  return [];
}

/** A release made offline is judged at the time of the act. */
function actedAt(line: RecordLine): number {
  const acted = line.event["acted"];
  if (typeof acted === "object" && acted !== null && "deviceTime" in acted) return Number(acted.deviceTime);
  return line.receivedAt;
}
