import type { Ask, Asks } from "./asks/ask.ts";
import { ask } from "./asks/ask.ts";
import { GROUP_ASKS } from "./asks/group.ts";
import { RELEASE_ASKS } from "./asks/release.ts";
import { SAFETY_ASKS } from "./asks/safety.ts";
import { SLOT_ASKS } from "./asks/slot.ts";
import { balanceOf } from "./balance.ts";
import { hear } from "./hear.ts";
import { Known } from "./known.ts";
import { actedOf, isPlayed, type Finding, type RecordLine, type Violation } from "./line.ts";
import { Story } from "./story.ts";

const TABLE: Readonly<Record<string, Asks>> = { ...GROUP_ASKS, ...SLOT_ASKS, ...RELEASE_ASKS, ...SAFETY_ASKS };
const NOBODY: Asks = { side: "either", roles: "", asks: [] };
/** What a drill cannot play: the terms, stations, shifts and signs of life are the real ones. */
const NEVER_PLAYED = /^(agreement\..*|station\..*|drill\..*|roster\..*|heartbeat|ack|digest\.published|observation)$/;
const ARRIVALS = new Set(["group.arrived", "arrival.spontaneous"]);

const SPEAKER = ask("W1", "W1", "this side and role may not say it", (_story, line) => {
  const { side, roles } = TABLE[line.event.type] ?? NOBODY;
  return (side === "either" || side === line.side) && roles.split(" ").includes(line.role);
});

/** S8: who authorises has a clock that is right, and a shift that lasts. GO given offline is asked about its own moment. */
const BINDING: readonly Ask[] = [
  ask("T1", "S8", "the clock of its device is off", ({ terms, time }, line) => {
    return actedOf(line) !== undefined || Math.abs(line.event.at - time) <= (terms?.clockSkewMaxS ?? 120) * 1_000;
  }),
  ask("S8.roster", "S8", "the shift of its device is over", ({ known, time }, line) => {
    const acted = actedOf(line);
    return (acted?.time ?? time) <= known.shiftUntil(line.device, acted?.seq);
  }),
];

const PLAYED: readonly Ask[] = [
  ask("D3.running", "DL1", "no drill is running", ({ drill }) => drill !== null),
  ask("D3.kind", "DL1", "this cannot be played", (_story, line) => !NEVER_PLAYED.test(line.event.type)),
];

/** What was found in one log, and the story it told. */
export interface Judgement {
  readonly story: Story;
  readonly found: readonly Finding[];
  /** How often a rule could not be judged, by its mark in the record. */
  readonly undecided: ReadonlyMap<string, number>;
}

/** Asks every line of one `record` channel, from its first event on, whatever the law asks; by its lines alone. */
export function judgeEvents(lines: readonly RecordLine[]): Judgement {
  const found: Finding[] = orderFaults(lines);
  const undecided = new Map<string, number>();
  const ordered = lines.toSorted((a, b) => a.seq - b.seq);
  const known = new Known(ordered);
  const story = new Story(known);
  const drills: Story[] = [];
  for (const line of ordered) {
    story.pass(line);
    known.hear(line);
    const inDrill = isPlayed(line);
    if (inDrill && story.drill !== null && !drills.includes(story.drill.story)) drills.push(story.drill.story);
    if (inDrill) story.drill?.story.pass(line);
    const faults = faultsOf(story, line, (mark) => undecided.set(mark, (undecided.get(mark) ?? 0) + 1));
    found.push(...faults.map((fault) => (inDrill ? { ...fault, detail: `in a drill, ${fault.detail}` } : fault)));
    if (line.voidedBy !== null) continue;
    if (!inDrill) hear(story, line);
    else if (story.drill !== null) hear(story.drill.story, line);
  }
  for (const one of [story, ...drills]) found.push(...unbalanced(one));
  return { story, found, undecided };
}

/** The same, as violations in the log of a device. */
export function checkEvents(lines: readonly RecordLine[], device = ""): Violation[] {
  return judgeEvents(lines).found.map((finding) => ({ ...finding, device }));
}

function unbalanced({ everybody, seq }: Story): Finding[] {
  const { off } = balanceOf(everybody);
  return off === 0 ? [] : [{ rule: "C1", seq, detail: `${off} people too many on the side of the departures` }];
}

/** Every question to a line, with the story it is a question to. */
function questionsTo(story: Story, line: RecordLine): readonly (readonly [Story, Ask])[] {
  if (isPlayed(line)) {
    const real = PLAYED.map((one) => [story, one] as const);
    return story.drill === null ? real : [...real, ...inStory(story.drill.story, line)];
  }
  return inStory(story, line);
}

function inStory(story: Story, line: RecordLine): readonly (readonly [Story, Ask])[] {
  const { asks, binding, fact } = TABLE[line.event.type] ?? NOBODY;
  const all = [SPEAKER, ...(binding === true ? BINDING : []), ...(fact === true ? [] : asks)];
  return all.map((one) => [story, one]);
}

function faultsOf(story: Story, line: RecordLine, leaveOpen: (mark: string) => void): Finding[] {
  const questions = questionsTo(story, line);
  if (line.voidedBy !== null) return wronglyVoid(questions, line, leaveOpen);
  const found = new Map<string, Finding>();
  for (const [of, one] of questions) {
    const { mark, breaks, says } = one;
    const kept = one.answer(of, line);
    if (kept === undefined) leaveOpen(mark);
    if (kept === false && !found.has(breaks))
      found.set(breaks, { rule: breaks, seq: line.seq, detail: `${nameOf(line)}: ${says} (${mark})` });
  }
  return [...found.values()];
}

/** A line that the record calls void for a rule that it keeps. */
function wronglyVoid(
  questions: readonly (readonly [Story, Ask])[],
  line: RecordLine,
  leaveOpen: (mark: string) => void,
): Finding[] {
  const mark = line.voidedBy as string;
  const question = questions.find(([, one]) => one.mark === mark);
  const kept = question === undefined ? true : question[1].answer(question[0], line);
  if (kept === undefined) leaveOpen(mark);
  if (kept !== true) return [];
  // Nobody who arrived is refused.
  const rule = ARRIVALS.has(line.event.type) && !isPlayed(line) ? "H1" : "void";
  const why = question === undefined ? "which is not asked of it" : "which it keeps";
  return [{ rule, seq: line.seq, detail: `unexplained void: ${nameOf(line)} is void by ${mark}, ${why}` }];
}

const nameOf = ({ event }: RecordLine): string =>
  typeof event["group"] === "string" ? `${event.type} of ${event["group"]}` : event.type;

/** Sequences ascend; ordering time never goes back. */
export function orderFaults(lines: readonly RecordLine[]): Finding[] {
  const found: Finding[] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before === undefined) continue;
    if (line.seq <= before.seq) found.push({ rule: "log.order", seq: line.seq, detail: `comes after ${before.seq}` });
    if (line.receivedAt < before.receivedAt) {
      found.push({
        rule: "log.time",
        seq: line.seq,
        detail: "its ordering time is earlier than that of the line before",
      });
    }
  }
  return found;
}
