/**
 * HTML by tagged template. Every value is escaped unless it is itself made by `markup`; lists are joined. There is no other way
 * from data to page. (A tag called `html` would be laid out anew by the formatter, and the page pays for every space.)
 */

export interface Markup {
  readonly markup: string;
}

type Value = Markup | string | number | null | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Characters that HTML forbids even as references, and those that turn the reading direction of what follows. */
// oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;

export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNPRINTABLE, " ")
    .replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? "");
}

export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let out = parts[0] ?? "";
  for (const [at, value] of values.entries()) out += written(value) + (parts[at + 1] ?? "");
  return { markup: out };
}

function written(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "markup" in value ? value.markup : value.map((one) => one.markup).join("");
}
