import type { Words } from "../words/index.ts";
import { BIG } from "./big.ts";
import { LAYOUT } from "./layout.ts";
import { PRINT } from "./print.ts";
import { TABLE } from "./table.ts";
import { TOKENS } from "./tokens.ts";

/** What every page has. It stands inside the page: one request, and nothing to wait for on a bad line. */
const PLAIN = packed(TOKENS + LAYOUT + TABLE + PRINT);
const LARGE = PLAIN + packed(BIG);

export const pageStyle = (big: boolean): string => (big ? LARGE : PLAIN);

/** Where the table is a pile of cards its heads stand before the values; for ears the table's own heads do. */
export function labelStyle({ people, since, when, next }: Words): string {
  const before = ([3, since, 5, when, 6, next] as const).reduce<string>((out, label, at, all) => {
    if (typeof label === "number") return out;
    return `${out}td:nth-child(${all[at - 1]})::before{content:${quoted(label)};content:${quoted(label)}/""}`;
  }, "");
  const unit = quoted(` ${people.toLowerCase()}`);
  return `${before}td:nth-child(2)::after{content:${unit};content:${unit}/""}`;
}

/** A page that was left open tells so by itself, `seconds` after it was made, and takes back what it promised. */
export function oldStyle(seconds: number): string {
  return `.old{animation:old 0s ${seconds}s forwards}td:nth-child(n+5){animation:gone 0s ${seconds}s forwards}`;
}

/** A text of our own word lists as a CSS string. */
function quoted(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} ]/gu, " ")}"`;
}

/** Without the spaces that only people need. */
function packed(style: string): string {
  return style
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}");
}

/** Addresses of the two fonts; a page without them is read in the reader's own. */
export interface BoardFonts {
  readonly words: string;
  /** Group codes and times. */
  readonly codes: string;
}

/** Addresses are those of files beside the page; any other is left out. */
export function fontStyle(fonts: BoardFonts): string {
  const face = (name: string, url: string): string =>
    /^[a-z0-9./-]+$/.test(url)
      ? `@font-face{font-family:"${name}";src:url(${url}) format("woff2");font-weight:200 800;font-display:swap}`
      : "";
  return face("Vado Words", fonts.words) + face("Vado Codes", fonts.codes);
}
