import { expect, test } from "vitest";
import { boardPage, nextScreen, queryOf, readQuery, SCREEN_ROWS_MAX } from "@vado/board";
import { crowd, figures, group, NOW } from "./figures.ts";
import { wordsOf } from "./read-page.ts";

const codesOn = (page: string): string[] => wordsOf(page).match(/\bK7[2-9A-Z]-[2-9A-Z]{3}\b/g) ?? [];

test("a wall shows a few rows and says how many groups follow", () => {
  const page = boardPage([crowd(19)], { lang: "en", big: true, now: NOW });
  expect(codesOn(page)).toHaveLength(SCREEN_ROWS_MAX);
  expect(wordsOf(page)).toContain("Page 1 of 3 · and 11 more groups");
  expect(wordsOf(boardPage([crowd(9)], { lang: "es", big: true, now: NOW }))).toContain("y 1 grupo más");
});

test("the screens of a wall show every group of every crossing once, in order, and begin again", () => {
  const all = [crowd(19), figures({ link: "X-Y", groups: [] }), figures({ link: "Y-Z", groups: [group(77)] })];
  const seen: string[] = [];
  let page = 1;
  let screens = 0;
  do {
    seen.push(...codesOn(boardPage(all, { lang: "es", big: true, now: NOW, page })));
    const next = nextScreen(all, { lang: "es", page });
    expect(next.lang).toBe("es");
    expect(next.seconds).toBeGreaterThanOrEqual(10);
    page = next.page;
    screens++;
  } while (page !== 1);
  expect(screens).toBe(5);
  const codes = all.flatMap((one) => one.groups.map(({ code }) => code));
  expect(seen).toEqual(codes);
});

test("with `alternate` the other language follows the last screen", () => {
  const all = [crowd(9)];
  expect(nextScreen(all, { lang: "es", page: 1, alternate: true })).toMatchObject({ lang: "es", page: 2 });
  expect(nextScreen(all, { lang: "es", page: 2, alternate: true })).toMatchObject({ lang: "en", page: 1 });
  expect(nextScreen(all, { lang: "en", page: 2, alternate: true })).toMatchObject({ lang: "es", page: 1 });
});

test("a page that is no longer there is the first one, and nothing published still goes on", () => {
  expect(codesOn(boardPage([crowd(9)], { lang: "es", big: true, now: NOW, page: 7 }))).toHaveLength(SCREEN_ROWS_MAX);
  expect(nextScreen([], { lang: "es", page: 3 })).toMatchObject({ lang: "es", page: 1 });
});

test("choices are read from the address as they were written, and nonsense is left out", () => {
  for (const query of [
    { lang: "en", big: false, alternate: false, auto: true },
    { lang: "es", theme: "sun", big: true, page: 3, alternate: true },
  ] as const)
    expect(readQuery(new URLSearchParams(queryOf(query)))).toMatchObject(query);
  const odd = "?lang=xx&theme=<b>&page=1e9e&big=0&alternate=false";
  expect(readQuery(new URLSearchParams(odd))).toEqual({
    lang: undefined,
    theme: undefined,
    big: false,
    page: undefined,
    alternate: false,
    auto: false,
  });
});
