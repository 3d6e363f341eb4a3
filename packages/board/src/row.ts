import type { BoardFigures, BoardGroup } from "@vado/protocol";
import { markup, type Markup } from "./markup.ts";
import { shape, type Shape } from "./shapes.ts";
import { isHeldUp, isPromise } from "./status.ts";
import type { LocalTimes } from "./times.ts";
import { waitWords } from "./wait.ts";
import type { Words } from "./words/index.ts";

export interface RowContext {
  readonly words: Words;
  readonly times: LocalTimes;
  readonly figures: BoardFigures;
  readonly now: number;
  readonly stale: boolean;
}

/** One group: code · people · ready since · state and reason · window or expected wait · next update. */
export function groupRow(group: BoardGroup, context: RowContext): Markup {
  const { times, figures } = context;
  const { word, reason, sign, tone } = told(group, context);
  const since = group.readySince === null ? "–" : times.clock(group.readySince, figures.asOf);
  const why = reason === null ? null : markup`<i>${reason}</i>`;
  return markup`<tr role="row" class="${tone}"><th role="rowheader" scope="row"><bdi>${group.code}</bdi></th><td role="cell">${group.people}</td><td role="cell">${since}</td><td role="cell">${shape(sign)}<b>${word}</b>${why}</td><td role="cell">${when(group, context)}</td><td role="cell">${next(group, context)}</td></tr>
`;
}

interface Told {
  readonly word: string;
  readonly reason: string | null;
  readonly sign: Shape;
  /** Class of the row: its colour. */
  readonly tone: string;
}

function told(group: BoardGroup, { words, stale }: RowContext): Told {
  if (stale && isPromise(group.state))
    return { word: words.unknown, reason: words.unknownReason, sign: "unknown", tone: "unknown" };
  // GO was given and then a hold: the officer's phone shows the same.
  if (group.state === "go" && group.reason === "hold" && !stale)
    return { word: words.status.hold, reason: words.reasons.hold, sign: "hold", tone: "hold" };
  // Nobody is told to get ready for a time that may not come.
  const state = group.state === "prepare" && isHeldUp(group) ? "granted" : group.state;
  const held = group.reason === "hold";
  const waits = state === "waiting" || state === "granted" || state === "prepare";
  return {
    word: words.states[state],
    // A reason for not going would contradict a state that says go; an old one may be none any more.
    reason: group.reason === null || stale || !waits ? null : words.reasons[group.reason],
    sign: held && waits && !stale ? "hold" : state,
    tone: held && waits && !stale ? "hold" : state,
  };
}

/** The window once there is one, else the honest wait. Nothing is expected of a group that is on its way. */
function when(group: BoardGroup, { words, times, figures, stale }: RowContext): string {
  if (group.state === "onTheWay" || group.state === "arrived") return "–";
  if (group.state === "go" && !stale && !isHeldUp(group) && group.window === null) return words.states.go;
  if (stale) return words.noPromise;
  if (group.window === null || isHeldUp(group)) return waitWords(group.wait, words);
  const { from, to } = group.window;
  const [begin, end] = [times.clock(from, figures.asOf), times.clock(to, figures.asOf)];
  return begin === end ? begin : `${begin}–${end}`;
}

/** L1: whoever waits sees when there is news, and when that news is late. */
function next(group: BoardGroup, { words, times, figures, now, stale }: RowContext): string {
  if ((group.state === "go" && group.reason !== "hold") || group.state === "onTheWay" || group.state === "arrived")
    return "–";
  if (stale) return "–";
  if (group.nextUpdateAt === null) return words.askStaff;
  const at = times.clock(group.nextUpdateAt, figures.asOf);
  return group.nextUpdateAt < now ? `${at}, ${words.late}` : at;
}
