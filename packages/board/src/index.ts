export { boardPage, styleOf, BOARD_THEMES, type BoardOptions, type BoardTheme } from "./page.ts";
export { acceptedLanguage, queryOf, readQuery, type BoardQuery } from "./query.ts";
export { nextScreen, SCREEN_ROWS_MAX, type ScreenOptions } from "./screens.ts";
export { figuresJson } from "./figures-json.ts";
export { isStale } from "./status.ts";
export { BOARD_LANGUAGES, WORDS, type BoardLanguage, type Words } from "./words/index.ts";
export type { BoardFonts } from "./style/index.ts";
