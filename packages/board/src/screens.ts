import type { BoardFigures } from "@vado/protocol";
import type { SectionPart } from "./section.ts";
import { BOARD_LANGUAGES, WORDS, type BoardLanguage } from "./words/index.ts";

/** A big screen pages itself without script: each page tells the browser, by the `Refresh` header, which comes next and when. */

/** Rows that can be read from ten metres on a screen of 16 by 9. */
export const SCREEN_ROWS_MAX = 8;
/** How long a screen stands, s; the first one longer, since it has those who go next. */
const FIRST_S = 20;
const LATER_S = 12;

export interface ScreenOptions {
  readonly lang: BoardLanguage;
  /** From 1; past the last one, the first. */
  readonly page?: number;
  /** Changes the language after the last page. */
  readonly alternate?: boolean;
}

/** All screens: crossing after crossing, each cut into pages. */
export function screensOf(figures: readonly BoardFigures[], lang: BoardLanguage): SectionPart[] {
  return figures.flatMap((one, at) => {
    const pages = Math.max(1, Math.ceil(one.groups.length / SCREEN_ROWS_MAX));
    return Array.from({ length: pages }, (_, page) => {
      const end = (page + 1) * SCREEN_ROWS_MAX;
      return {
        figures: one,
        groups: one.groups.slice(page * SCREEN_ROWS_MAX, end),
        after: Math.max(0, one.groups.length - end),
        page: pages === 1 ? null : WORDS[lang].page(page + 1, pages),
        at,
      };
    });
  });
}

/** The page that is shown for a wish: groups may have left since the link was made. */
export function pageOf(screens: readonly unknown[], page: number | undefined): number {
  return page !== undefined && Number.isInteger(page) && page >= 1 && page <= screens.length ? page : 1;
}

/** What follows a screen, and after how many seconds. */
export function nextScreen(
  figures: readonly BoardFigures[],
  options: ScreenOptions,
): { readonly seconds: number; readonly lang: BoardLanguage; readonly page: number } {
  const screens = screensOf(figures, options.lang);
  const page = pageOf(screens, options.page);
  const seconds = page === 1 ? FIRST_S : LATER_S;
  if (page < screens.length) return { seconds, lang: options.lang, page: page + 1 };
  const following =
    BOARD_LANGUAGES[(BOARD_LANGUAGES.indexOf(options.lang) + 1) % BOARD_LANGUAGES.length] ?? options.lang;
  return { seconds, lang: options.alternate === true ? following : options.lang, page: 1 };
}
