import { count, text, type RecordLine } from "./line.ts";

/** A code may be given to other people so long after its group's handover ended. */
const CODE_REST_MS = 48 * 3_600_000;
const IDLE_TYPES = new Set(["group.called", "group.returned", "count.corrected"]);
const END_TYPES = new Set(["group.received", "group.withdrawn", "group.dispersed", "group.returned", "group.diverted"]);

/** Everything the log says of one group over the link, and what its people were counted as. */
export interface Life {
  readonly code: string;
  /** Valid lines that name the group, ascending. */
  readonly lines: readonly RecordLine[];
  readonly spontaneous: boolean;
  readonly release: RecordLine | undefined;
  /** The count of the departure that holds: the first, unless the handover was over before it came. */
  readonly departed: Counted | undefined;
  readonly arrived: Counted | undefined;
  readonly received: Counted | undefined;
  /** The second side's word on two different counts. */
  readonly reconciled: RecordLine | undefined;
  readonly returned: RecordLine | undefined;
  readonly diverted: RecordLine | undefined;
}

export interface Counted {
  readonly seq: number;
  readonly time: number;
  readonly people: number;
}

/** One life per group and, when a code comes back, one more. `lines` are the valid ones, ascending. */
export function livesOf(lines: readonly RecordLine[]): Life[] {
  const drafts: RecordLine[][] = [];
  const latest = new Map<string, RecordLine[]>();
  for (const line of lines) {
    const code = text(line, "group");
    if (code === "" || !/^(group|slot|grant|count|arrival)\./.test(line.event.type)) continue;
    const before = latest.get(code);
    if (before !== undefined && !beginsAnew(line, before)) {
      before.push(line);
      continue;
    }
    // Of a group nobody has seen yet, these say nothing that could be counted.
    if (before === undefined && IDLE_TYPES.has(line.event.type)) continue;
    const draft = [line];
    drafts.push(draft);
    latest.set(code, draft);
  }
  return drafts.map(lifeOf);
}

function beginsAnew(line: RecordLine, before: readonly RecordLine[]): boolean {
  if (line.event.type === "group.opened") return true;
  if (line.event.type !== "arrival.spontaneous") return false;
  const end = before.findLast(({ event }) => END_TYPES.has(event.type) || event.type === "count.reconciled");
  return end !== undefined && line.receivedAt > end.receivedAt + CODE_REST_MS;
}

function lifeOf(lines: readonly RecordLine[]): Life {
  const first = (type: string, before = Infinity): RecordLine | undefined =>
    lines.find(({ event, seq }) => event.type === type && seq < before);
  const release = first("group.released");
  const spontaneousLine = lines[0]?.event.type === "arrival.spontaneous" ? lines[0] : undefined;
  // People who come unannounced under a known code have arrived as that group.
  const arrivedLine =
    spontaneousLine ??
    lines.find(({ event }) => event.type === "group.arrived" || event.type === "arrival.spontaneous");
  const arrived = counted(arrivedLine);
  const reconciled = lines.find((line) => line.event.type === "count.reconciled" && text(line, "answers") !== "");
  const receivedLine = first("group.received");
  const overSeq = Math.min(
    receivedLine?.seq ?? Infinity,
    reconciled?.seq ?? Infinity,
    spontaneousLine?.seq ?? Infinity,
  );
  const wayBack = wayBackOf(lines, "group.returned", arrivedLine);
  const diverted = wayBackOf(lines, "group.diverted", arrivedLine);
  const departedLine = first("group.departed", Math.min(overSeq, wayBack.told?.seq ?? Infinity));
  return {
    code: text(lines[0] as RecordLine, "group"),
    lines,
    spontaneous: spontaneousLine !== undefined,
    release,
    // Who came back without having been counted out has left all the same.
    departed: counted(departedLine ?? wayBack.told),
    arrived,
    received: reconciled === undefined ? receptionOf(receivedLine, arrived) : counted(reconciled, "arrived"),
    reconciled,
    returned: wayBack.holds,
    diverted: diverted.holds,
  };
}

/** `told`: the first word that people on the way came back; `holds`: unless they arrived after all. */
function wayBackOf(lines: readonly RecordLine[], type: string, arrived: RecordLine | undefined) {
  const start = lines.find(({ event }) => event.type === "group.released" || event.type === "group.departed");
  const told = lines.find(
    ({ event, seq }) =>
      event.type === type && start !== undefined && start.seq < seq && seq < (arrived?.seq ?? Infinity),
  );
  return { told, holds: arrived === undefined ? told : undefined };
}

function counted(line: RecordLine | undefined, field = "headcount"): Counted | undefined {
  return line === undefined ? undefined : { seq: line.seq, time: line.receivedAt, people: count(line, field) };
}

function receptionOf(line: RecordLine | undefined, arrived: Counted | undefined): Counted | undefined {
  return line === undefined ? undefined : { seq: line.seq, time: line.receivedAt, people: arrived?.people ?? 0 };
}
