import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptedLanguage, boardPage } from "@vado/board";
import { figures, group, NOW } from "./figures.ts";
import { wordsOf } from "./read-page.ts";

const waitOf = (wait: { low: number; high: number } | null): string => {
  const words = wordsOf(boardPage([figures({ groups: [group(1, { wait })] })], { lang: "en", big: false, now: NOW }));
  return /Other groups go first (.*?) 16:20/.exec(words)?.[1] ?? words;
};

test.each([
  [null, "nobody can say yet"],
  [{ low: 40, high: 90 }, "about 40–90 min"],
  [{ low: 42, high: 88 }, "about 40–90 min"],
  [{ low: 40, high: 40 }, "about 40 min"],
  [{ low: 0, high: 0 }, "about 0–5 min"],
  [{ low: 90, high: 40 }, "about 40–90 min"],
  [{ low: 0, high: 120 }, "about 0–120 min"],
  [{ low: 100, high: 121 }, "about 1–3 h"],
  [{ low: 120, high: 2_880 }, "about 2–48 h"],
  [{ low: 1_441, high: 2_881 }, "about 1–3 days"],
])("a wait of %j is told as %s", (wait, words) => {
  expect(waitOf(wait)).toBe(words);
});

test("a wait is never told shorter than it is expected to be", () => {
  const minute = { min: 1, h: 60, days: 1_440 } as const;
  fc.assert(
    fc.property(fc.nat({ max: 20_000 }), fc.nat({ max: 20_000 }), (low, more) => {
      const [, from, to, unit] = /^about (\d+)(?:–(\d+))? (min|h|days)$/.exec(waitOf({ low, high: low + more })) ?? [];
      const scale = minute[unit as keyof typeof minute];
      expect(Number(from) * scale).toBeLessThanOrEqual(low);
      expect(Number(to ?? from) * scale).toBeGreaterThanOrEqual(low + more);
    }),
  );
});

test("the reader's language is the first of the browser's that the board has", () => {
  expect(acceptedLanguage("ht,fr;q=0.9,en-US;q=0.8,es;q=0.7")).toBe("en");
  expect(acceptedLanguage("es-419,en;q=0.5")).toBe("es");
  expect(acceptedLanguage("pt-BR")).toBeUndefined();
  expect(acceptedLanguage(null)).toBeUndefined();
});
