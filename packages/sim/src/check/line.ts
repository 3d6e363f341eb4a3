/**
 * The checker reads evidence as a stranger would: from files, with types of its own. Nothing here comes from the
 * packages it checks.
 */

/** An event of a channel as one device opened it. */
export interface RecordLine {
  readonly channel: string;
  readonly seq: number;
  /** Ordering time, ms. */
  readonly receivedAt: number;
  readonly device: string;
  readonly side: string;
  readonly role: string;
  /** How far its device had read the log; absent where a record was written without it. */
  readonly seen?: number;
  readonly event: {
    readonly type: string;
    readonly at: number;
    readonly intent: string;
    readonly [field: string]: unknown;
  };
  /** The rule that voids it, or null. */
  readonly voidedBy: string | null;
}

/** A rule that the evidence breaks. `device` is whose log shows it, or "summary". */
export interface Violation {
  readonly rule: string;
  readonly device: string;
  readonly seq: number;
  readonly detail: string;
}

/** A violation before it is known in whose log it stands. */
export interface Finding {
  readonly rule: string;
  readonly seq: number;
  readonly detail: string;
}

/** A field that should be text; "" when it is not. */
export function text(line: RecordLine, field: string): string {
  const value = line.event[field];
  return typeof value === "string" ? value : "";
}

/** A field that should be a number; `NaN` when it is not, which no comparison accepts. */
export function count(line: RecordLine, field: string): number {
  const value = line.event[field];
  return typeof value === "number" ? value : Number.NaN;
}

/** An id that a line need not have. */
export function answerOf(line: RecordLine): string | undefined {
  return line.event["answers"] === undefined ? undefined : text(line, "answers");
}

/** Where a GO without a connection was given: by which clock, and what its device had read. */
export interface Acted {
  readonly time: number;
  readonly seq: number;
  readonly radioCode: unknown;
}

export function actedOf(line: RecordLine): Acted | undefined {
  const acted = line.event["acted"];
  if (!isObject(acted)) return undefined;
  return { time: Number(acted["deviceTime"]), seq: Number(acted["seq"]), radioCode: acted["radioCode"] };
}

/** Said in a drill. */
export const isPlayed = (line: RecordLine): boolean => line.event["exercise"] === true;

/** A line of a `device-<id>.jsonl` file; what is wrong with it as a text otherwise. */
export function parseLine(json: string): RecordLine | string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return "not JSON";
  }
  return isLine(value) ? value : "not a line of a record";
}

function isLine(value: unknown): value is RecordLine {
  if (!isObject(value) || !isObject(value["event"])) return false;
  const { channel, seq, receivedAt, device, side, role, seen, event, voidedBy } = value;
  return (
    [channel, device, side, role].every((field) => typeof field === "string") &&
    Number.isSafeInteger(seq) &&
    Number.isSafeInteger(receivedAt) &&
    (seen === undefined || Number.isSafeInteger(seen)) &&
    (voidedBy === null || typeof voidedBy === "string") &&
    typeof event["type"] === "string" &&
    typeof event["at"] === "number" &&
    typeof event["intent"] === "string"
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
