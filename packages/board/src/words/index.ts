import { en } from "./en.ts";
import { es } from "./es.ts";
import type { Words } from "./words.ts";

/** The languages of the board, the first one for those who ask for none of them. */
export const BOARD_LANGUAGES = ["es", "en"] as const;
export type BoardLanguage = (typeof BOARD_LANGUAGES)[number];

export const WORDS: Readonly<Record<BoardLanguage, Words>> = { es, en };
export type { Words } from "./words.ts";
