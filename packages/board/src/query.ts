import type { BoardLanguage } from "./words/index.ts";
import { BOARD_LANGUAGES } from "./words/index.ts";

/** A reader's choices live in the address, since there is neither script nor account. Links are relative: the board stands behind any prefix. */
export interface BoardQuery {
  readonly lang?: BoardLanguage | undefined;
  readonly theme?: "light" | "dark" | "sun" | undefined;
  readonly big?: boolean | undefined;
  readonly page?: number | undefined;
  readonly alternate?: boolean | undefined;
  /** Loads itself anew now and then. */
  readonly auto?: boolean | undefined;
}

/** `?lang=es&theme=sun`; never empty, so that a link with it loads the page anew. */
export function queryOf({ lang, theme, big, page, alternate, auto }: BoardQuery): string {
  const parts = [
    big === true ? "big" : null,
    `lang=${lang ?? BOARD_LANGUAGES[0]}`,
    theme === undefined ? null : `theme=${theme}`,
    isLaterPage(page) ? `page=${page}` : null,
    alternate === true ? "alternate" : null,
    auto === true ? "auto" : null,
  ];
  return `?${parts.filter((part) => part !== null).join("&")}`;
}

/** Reads the address. What is not understood is left out; a language is `null` when nobody asked for one. */
export function readQuery(search: URLSearchParamsLike): BoardQuery {
  const theme = search.get("theme");
  const page = Number(search.get("page") ?? "1");
  return {
    lang: languageOf(search.get("lang") ?? ""),
    theme: theme === "light" || theme === "dark" || theme === "sun" ? theme : undefined,
    big: isOn(search.get("big")),
    page: isLaterPage(page) ? page : undefined,
    alternate: isOn(search.get("alternate")),
    auto: isOn(search.get("auto")),
  };
}

/** What of `URLSearchParams` is needed here. */
export interface URLSearchParamsLike {
  get(name: string): string | null;
}

/** The first page needs no number. */
function isLaterPage(page: number | undefined): page is number {
  return Number.isSafeInteger(page) && (page ?? 0) > 1;
}

function isOn(value: string | null): boolean {
  return value !== null && value !== "0" && value !== "false";
}

function languageOf(tag: string): BoardLanguage | undefined {
  const plain = tag.trim().toLowerCase();
  return BOARD_LANGUAGES.find((lang) => plain === lang || plain.startsWith(`${lang}-`));
}

/** The first language of an `Accept-Language` header that the board has, by the order written there. */
export function acceptedLanguage(header: string | null): BoardLanguage | undefined {
  for (const part of (header ?? "").slice(0, 200).split(",")) {
    const found = languageOf(part.split(";")[0] ?? "");
    if (found !== undefined) return found;
  }
  return undefined;
}
