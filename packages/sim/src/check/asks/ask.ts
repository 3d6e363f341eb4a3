import type { Group } from "../group.ts";
import { answerOf, count, text, type RecordLine } from "../line.ts";
import { MINUTE_MS, type Story } from "../story.ts";

/** What a question to the record is answered: kept, broken, or not to be told from the evidence. */
export type Answer = boolean | undefined;

/** One rule of the law, asked anew. `mark` is its name in the record; `breaks` the invariant that a "no" breaks, or `law`. */
export interface Ask {
  readonly mark: string;
  readonly breaks: string;
  readonly says: string;
  answer(story: Story, line: RecordLine): Answer;
}

/** The questions to one kind of event: who may say it, and what must stand. */
export interface Asks {
  readonly side: "sending" | "receiving" | "either";
  readonly roles: string;
  /** The world has happened: it is asked nothing but who speaks. */
  readonly fact?: true;
  /** Bound to a clock that is right and a shift that lasts. */
  readonly binding?: true;
  readonly asks: readonly Ask[];
}

export const ask = (mark: string, breaks: string, says: string, answer: Ask["answer"]): Ask => ({
  mark,
  breaks,
  says,
  answer,
});

/** A question about a group that is known; of another the answer is no. */
export const ofGroup = (
  mark: string,
  breaks: string,
  says: string,
  answer: (group: Group, line: RecordLine, story: Story) => Answer,
): Ask =>
  ask(mark, breaks, says, (story, line) => {
    const group = story.groups.get(text(line, "group"));
    return group === undefined ? false : answer(group, line, story);
  });

export const inPhase = (mark: string, breaks: string, phases: readonly Group["phase"][]): Ask =>
  ofGroup(mark, breaks, "the group is not where this could happen", ({ phase }) => phases.includes(phase));

export const agreed = ask("A1", "A1", "no agreement of both sides is in force", ({ terms }) => terms !== undefined);

/** S9: it names the group's latest word, and its version. */
export const answersLatest = (mark: string): Ask =>
  ofGroup(mark, "S9", "does not answer the group's latest word", ({ asked, version }, line) => {
    return asked !== null && asked === answerOf(line) && version === count(line, "version");
  });

/** S10: somebody looked lately, and it was not `stop`. */
export function looksFine(story: Story): boolean {
  const look = story.looks.at(-1);
  const validMs = (story.terms?.conditionsValidMin ?? Number.NaN) * MINUTE_MS;
  return look !== undefined && look.level !== "stop" && story.time - look.time <= validMs;
}

/** Whether a limit holds for a number known within bounds; not to be told when it lies between them. */
export function within({ min, max }: { readonly min: number; readonly max: number }, limit: number): Answer {
  if (max <= limit) return true;
  return min <= limit ? undefined : false;
}
