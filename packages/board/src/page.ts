import type { BoardFigures } from "@vado/protocol";
import { markup, type Markup } from "./markup.ts";
import { queryOf } from "./query.ts";
import { pageOf, screensOf } from "./screens.ts";
import { linkSection, type SectionPart } from "./section.ts";
import { shape, shapeSheet } from "./shapes.ts";
import { fontStyle, labelStyle, oldStyle, pageStyle, type BoardFonts } from "./style/index.ts";
import { BOARD_LANGUAGES, WORDS, type BoardLanguage, type Words } from "./words/index.ts";

export const BOARD_THEMES = ["light", "dark", "sun"] as const;
export type BoardTheme = (typeof BOARD_THEMES)[number];

export interface BoardOptions {
  readonly lang: BoardLanguage;
  /** For a screen on a wall: few rows, large. */
  readonly big: boolean;
  /** Ms; figures are judged stale by it. */
  readonly now: number;
  /** Without one the reader's own preference decides. */
  readonly theme?: BoardTheme | undefined;
  /** Big only: which screen, from 1. */
  readonly page?: number | undefined;
  /** Big only: the other language follows the last screen. */
  readonly alternate?: boolean | undefined;
  /** Not big: the page loads itself anew, as its server tells the browser by a header. */
  readonly auto?: boolean | undefined;
  /** Without them the reader's own fonts do. */
  readonly fonts?: BoardFonts | undefined;
  /** Ms that pass on this board's clock in a real ms; 1 but in a demo. */
  readonly pace?: number | undefined;
}

/** The whole board as one HTML document with its style inside: no script, no account, no other file needed. */
export function boardPage(figures: readonly BoardFigures[], options: BoardOptions): string {
  const words = WORDS[options.lang];
  const screens = screensOf(figures, options.lang);
  const shown: readonly (SectionPart | undefined)[] = options.big
    ? [screens[pageOf(screens, options.page) - 1]]
    : figures.map((one, at) => ({ figures: one, groups: one.groups, after: 0, page: null, at }));
  const parts = shown.filter((part) => part !== undefined);
  const style = `${pageStyle(options.big)}${labelStyle(words)}${oldStyle(oldAfterS(figures, options))}${options.fonts === undefined ? "" : fontStyle(options.fonts)}`;
  const page = markup`<!doctype html>
<html lang="${options.lang}" dir="ltr"${attribute("data-theme", options.theme)}${attribute("class", options.big ? bigClass(parts) : undefined)}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<title>${titleOf(figures, words)}</title><style>${{ markup: style }}</style></head>
<body>${shapeSheet()}
${options.big ? null : topBar(words, options)}
<main><h1${attribute("class", options.big ? "off" : undefined)}>${words.title}</h1>
${parts.length === 0 ? nothing(words) : parts.map((part) => linkSection(part, words, options.now))}
${options.big ? null : howTo(words)}</main>
<footer>${options.big ? bigFoot(words, options) : foot(words, options)}</footer>
<p class="old">${shape("unknown")}${words.old} <a href="${queryOf(options)}">${words.reload}</a></p>
</body></html>
`;
  return page.markup;
}

/** With no more groups than this a wall shows them twice as large. */
const FEW_MAX = 4;

function bigClass(parts: readonly SectionPart[]): string {
  const groups = Math.max(0, ...parts.map((part) => part.groups.length));
  return groups <= FEW_MAX && parts.every(({ page }) => page === null) ? "big few" : "big";
}

function titleOf(figures: readonly BoardFigures[], words: Words): string {
  const [first] = figures;
  return first === undefined || figures.length > 1
    ? words.title
    : `${words.title}: ${first.from.name} → ${first.to.name}`;
}

function attribute(name: string, value: string | undefined): Markup | null {
  return value === undefined ? null : markup` ${{ markup: name }}="${value}"`;
}

/** Nobody has published anything: not an empty board, but one that knows nothing. */
function nothing(words: Words): Markup {
  return markup`<section class="stale"><p class="status">${shape("unknown")}<b>${words.none}</b> <span>${words.noneMeaning}</span></p></section>`;
}

function topBar(words: Words, options: BoardOptions): Markup {
  const others = BOARD_LANGUAGES.filter((lang) => lang !== options.lang);
  const languages = others.map(
    (lang) =>
      markup`<a href="${queryOf({ ...options, lang })}" lang="${lang}" hreflang="${lang}">${WORDS[lang].name}</a>`,
  );
  // Never by itself: whoever reads slowly, or by ear, would lose the place.
  const auto = markup`<a href="${queryOf({ ...options, auto: options.auto !== true })}">${options.auto === true ? words.autoOff : words.auto}</a>`;
  // A screen on a wall is dark unless somebody chose: it shines on people all night.
  const big = queryOf({ lang: options.lang, theme: options.theme ?? "dark", big: true, alternate: true });
  return markup`<nav><span class="mark">Vado</span><a href="${queryOf(options)}">${words.reload}</a>${auto}${languages}<a class="wide" href="${big}">${words.big}</a></nav>`;
}

function howTo(words: Words): Markup {
  const lines = words.how.map((line) => markup`<li>${line}</li>`);
  return markup`<aside aria-labelledby="how"><h2 id="how">${words.howTitle}</h2><ol>${lines}</ol></aside>`;
}

function foot(words: Words, options: BoardOptions): Markup {
  return markup`${themeLinks(words, options)}<a href="figures.json">${words.figures}</a>`;
}

function bigFoot(words: Words, { lang, theme }: BoardOptions): Markup {
  return markup`<p>${words.legend}</p><a href="${queryOf({ lang, theme })}">${words.small}</a>`;
}

function themeLinks(words: Words, options: BoardOptions): Markup {
  const links = ([undefined, ...BOARD_THEMES] as const).map((theme) => {
    const word = words.themes[theme ?? "auto"];
    if (theme === options.theme) return markup`<b aria-current="true">${word}</b>`;
    return markup`<a href="${queryOf({ ...options, theme })}">${word}</a>`;
  });
  return markup`<p>${words.look}: ${links.flatMap((link, at) => (at === 0 ? [link] : [markup` · `, link]))}</p>`;
}

/** A page left open says itself when it has become old. The longest it can wait is a day, s. */
const OLD_S_MAX = 86_400;
/** Steps of that time, s: a page in a cache changes no more often than this. */
const OLD_STEP_S = 30;

function oldAfterS(figures: readonly BoardFigures[], { now, pace = 1 }: BoardOptions): number {
  const good = Math.min(...figures.map(({ validUntil }) => validUntil)) - now;
  const seconds = pace > 0 ? good / pace / 1_000 : OLD_S_MAX;
  if (!(seconds > 0)) return OLD_S_MAX;
  return Math.min(OLD_S_MAX, Math.ceil(seconds / OLD_STEP_S) * OLD_STEP_S);
}

/** The text of the page's one style element, for a content security policy by hash. */
export function styleOf(page: string): string {
  return page.slice(page.indexOf("<style>") + 7, page.indexOf("</style>"));
}
