import type { Life } from "./lives.ts";
import { count, text, type RecordLine } from "./line.ts";

/** A grant from the line that gave it to the line that ended it. */
export interface Grant {
  readonly id: string;
  readonly line: RecordLine;
  readonly life: Life;
  readonly people: number;
  readonly from: number;
  readonly to: number;
  /** What ended it by the log, if anything; its window may be over before. */
  readonly end: RecordLine | undefined;
}

const ENDS = new Set([
  "group.ready",
  "group.amended",
  "group.withdrawn",
  "group.departed",
  "group.arrived",
  "group.dispersed",
]);
const NAMING = new Set(["group.released", "grant.revoke-accepted"]);
const SET_OUT = new Set(["group.departed", "group.arrived"]);

/** Every valid grant of the log, ascending. */
export function grantsOf(lives: readonly Life[]): Grant[] {
  const grants = lives.flatMap((life) =>
    life.lines
      .filter(({ event }) => event.type === "slot.granted")
      .map((line) => {
        const id = text(line, "grant");
        const end = life.lines.find((later) => later.seq > line.seq && ends(later, id));
        return {
          id,
          line,
          life,
          people: count(line, "headcount"),
          from: count(line, "from"),
          to: count(line, "to"),
          end,
        };
      }),
  );
  return grants.sort((a, b) => a.line.seq - b.line.seq);
}

function ends(line: RecordLine, id: string): boolean {
  if (NAMING.has(line.event.type)) return text(line, "grant") === id;
  return ENDS.has(line.event.type);
}

/**
 * Whether the grant could still be used just before `line`. What is *closing* stays reserved a while longer; that hangs
 * on acknowledgements, which are no part of the evidence, so the checker asks for less there than the rules do.
 */
export function isOpenAt(grant: Grant, line: RecordLine): boolean {
  return (
    grant.line.seq < line.seq && line.receivedAt <= grant.to && (grant.end === undefined || grant.end.seq >= line.seq)
  );
}

/** Whether its people had set out on it before `line`, released or not, so that the offer is consumed for good. */
export function isTakenAt({ end, to }: Grant, line: RecordLine): boolean {
  if (end === undefined || end.seq >= line.seq) return false;
  // Who left after the window did not go on this grant.
  return end.event.type === "group.released" || (SET_OUT.has(end.event.type) && end.receivedAt <= to);
}
