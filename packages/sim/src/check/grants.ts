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
  "group.released",
  "group.ready",
  "group.amended",
  "group.withdrawn",
  "group.departed",
  "group.arrived",
  "group.dispersed",
]);
const TAKEN = new Set(["group.released", "group.departed", "group.arrived"]);

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
  if (line.event.type === "grant.revoke-accepted") return text(line, "grant") === id;
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

/** Whether its people had set out before `line`, so that the offer is consumed for good. */
export function isTakenAt(grant: Grant, line: RecordLine): boolean {
  return grant.end !== undefined && grant.end.seq < line.seq && TAKEN.has(grant.end.event.type);
}
