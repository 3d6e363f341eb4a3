import { expect, test } from "vitest";
import { BOARD_LANGUAGES, WORDS } from "@vado/board";

type Told = string | readonly string[] | Readonly<Record<string, string>> | ((...values: never[]) => string);

/** Every text of a language by its path; functions are asked with samples. */
function textsOf(lang: (typeof BOARD_LANGUAGES)[number]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, told] of Object.entries(WORDS[lang]) as [string, Told][]) {
    if (typeof told === "string") texts.set(key, told);
    else if (typeof told === "function") {
      const ask = told as (a: unknown, b: unknown) => string;
      texts.set(`${key}(1)`, ask(1, 3)).set(`${key}(2)`, ask(2, 3));
    } else for (const [at, text] of Object.entries(told)) texts.set(`${key}.${at}`, text);
  }
  return texts;
}

test("both languages say everything, with texts of their own", () => {
  const [es, en] = [textsOf("es"), textsOf("en")];
  expect([...en.keys()]).toEqual([...es.keys()]);
  for (const texts of [es, en]) for (const [key, text] of texts) expect(text.trim(), key).toBe(text);
  for (const texts of [es, en]) for (const [key, text] of texts) expect(text.length, key).toBeGreaterThan(1);
  // What is the same in both was forgotten, except for short forms that are the same.
  const same = [...es].filter(([key, text]) => en.get(key) === text).map(([key]) => key.replace(/\..*/, ""));
  expect(same.filter((key) => key !== "months")).toEqual([]);
});

test("no state, reason or status says the same as another", () => {
  for (const lang of BOARD_LANGUAGES) {
    const { states, reasons, status } = WORDS[lang];
    const all = [...Object.values(states), ...Object.values(reasons), ...Object.values(status)];
    expect(new Set(all).size).toBe(all.length);
  }
});

test("words for people are neutral", () => {
  for (const lang of BOARD_LANGUAGES)
    expect([...textsOf(lang).values()].join(" ")).not.toMatch(/il+egal|migra|lote|oleada|carga|batch|wave|flood/i);
});
