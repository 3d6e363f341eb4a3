import type { BOARD_REASONS, BOARD_STATES } from "@vado/protocol";
import type { LinkStatus } from "../status.ts";

export type BoardState = (typeof BOARD_STATES)[number];
export type BoardReason = (typeof BOARD_REASONS)[number];

/** Every word of the board in one language. The board reads without script, so it carries words of its own. */
export interface Words {
  /** The language's own name for itself, for the link that switches to it. */
  readonly name: string;
  readonly title: string;
  /** Column heads; on a narrow screen they stand before each value. */
  readonly group: string;
  readonly people: string;
  readonly since: string;
  readonly state: string;
  readonly when: string;
  readonly next: string;
  readonly states: Readonly<Record<BoardState, string>>;
  readonly reasons: Readonly<Record<BoardReason, string>>;
  readonly status: Readonly<Record<LinkStatus, string>>;
  /** What the status means for those who wait: one sentence. */
  readonly meaning: Readonly<Record<LinkStatus, string>>;
  /** In place of a state that promised something, once figures are too old. */
  readonly unknown: string;
  readonly unknownReason: string;
  /** `minutes` and `hours` take a range such as `40–90`. */
  readonly minutes: (range: string) => string;
  readonly hours: (range: string) => string;
  readonly days: (range: string) => string;
  readonly nobodyKnows: string;
  readonly askStaff: string;
  readonly late: string;
  readonly noPromise: string;
  readonly empty: string;
  readonly emptyClosed: string;
  readonly received: string;
  readonly receivedUnit: string;
  readonly waiting: string;
  readonly asOf: string;
  readonly validUntil: string;
  readonly reload: string;
  /** The page loads itself anew now and then, once its reader has asked for that. */
  readonly auto: string;
  readonly autoOff: string;
  readonly old: string;
  readonly more: (groups: number) => string;
  readonly page: (page: number, pages: number) => string;
  readonly howTitle: string;
  readonly how: readonly string[];
  readonly big: string;
  readonly small: string;
  readonly look: string;
  readonly themes: Readonly<Record<"auto" | "light" | "dark" | "sun", string>>;
  readonly figures: string;
  readonly none: string;
  readonly noneMeaning: string;
  readonly legend: string;
  readonly months: readonly string[];
}
