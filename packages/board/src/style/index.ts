import type { Words } from "../words/index.ts";
import { BIG } from "./big.ts";
import { LAYOUT } from "./layout.ts";
import { PRINT } from "./print.ts";
import { TOKENS } from "./tokens.ts";

/** What every page has. It stands inside the page: one request, and no font or file to wait for on a bad line. */
const PLAIN = packed(TOKENS + LAYOUT + PRINT);
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
