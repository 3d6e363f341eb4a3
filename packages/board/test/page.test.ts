import { BOARD_REASONS, BOARD_STATES } from "@vado/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boardPage, BOARD_LANGUAGES, BOARD_THEMES, styleOf, WORDS, type BoardOptions } from "@vado/board";
import { anyFigures, crowd, figures, group, MINUTE, NOW } from "./figures.ts";
import { readPage, wordsOf } from "./read-page.ts";

const es = { lang: "es", big: false, now: NOW } satisfies BoardOptions;
const en = { lang: "en", big: false, now: NOW } satisfies BoardOptions;
const options = fc.record({
  lang: fc.constantFrom(...BOARD_LANGUAGES),
  big: fc.boolean(),
  now: fc.oneof(fc.constant(NOW), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  theme: fc.option(fc.constantFrom(...BOARD_THEMES), { nil: undefined }),
  page: fc.option(fc.integer(), { nil: undefined }),
  alternate: fc.option(fc.boolean(), { nil: undefined }),
  fonts: fc.option(
    fc.record({ words: fc.constant("words.woff2"), codes: fc.constantFrom("codes.woff2", "x) } </style><script>") }),
    { nil: undefined },
  ),
  pace: fc.option(fc.double(), { nil: undefined }),
});

test("no figures make anything but plain HTML without script, and no text leaves its place", () => {
  fc.assert(
    fc.property(fc.array(anyFigures, { maxLength: 3 }), options, (all, chosen) => {
      const page = boardPage(all, chosen);
      const { tags, styles } = readPage(page);
      const used = new Set(tags.map(({ name }) => name));
      for (const name of ["script", "img", "iframe", "form", "object", "link", "base"])
        expect(used).not.toContain(name);
      const attributes = tags.flatMap((tag) => Object.keys(tag.attributes));
      expect(attributes.filter((name) => name.startsWith("on") || name === "style")).toEqual([]);
      const ids = tags.flatMap(({ attributes: { id } }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(styles).toEqual([styleOf(page)]);
      expect(styles[0]).not.toContain("<");
      // Every link leads to this page again or to its figures: the board stands behind any prefix.
      for (const {
        name,
        attributes: { href = "" },
      } of tags)
        if (name === "a") expect(href).toMatch(/^(\?[a-z&=0-9]+|figures\.json)$/);
    }),
    { numRuns: 300 },
  );
});

test("a hostile name is shown as the text it is, and changes nothing else of the page", () => {
  const plain = readPage(boardPage([figures()], es));
  const name = `</bdi><script>alert("1")</script> & 'x' \`y\``;
  const hostile = readPage(boardPage([figures({ from: { id: "MAT", name } })], es));
  expect(hostile.texts).toContain(name);
  expect(hostile.tags).toEqual(plain.tags);
});

test("marks that turn the reading direction do not pass from a name into the page", () => {
  const page = boardPage([figures({ to: { id: "BRO", name: "A‮B⁦C\u0000D" } })], es);
  expect(wordsOf(page)).toContain("A B C D");
});

test("the page with everything takes at most 30 KB with 40 groups, in both languages, on a phone and on a wall", () => {
  for (const lang of BOARD_LANGUAGES)
    for (const big of [false, true])
      for (const now of [NOW, NOW + 1_000 * MINUTE]) {
        const page = boardPage([crowd(40)], {
          lang,
          big,
          now,
          theme: "sun",
          fonts: { words: "words.woff2", codes: "codes.woff2" },
        });
        expect(new TextEncoder().encode(page).length).toBeLessThanOrEqual(30 * 1_024);
      }
});

test("each group tells code, people, since when, state, reason, when and the next update, in the published order", () => {
  const groups = [
    group(5, { state: "onTheWay", reason: null, nextUpdateAt: null, wait: null, people: 98 }),
    group(2, { state: "go", reason: null, window: { from: NOW - 5 * MINUTE, to: NOW + 10 * MINUTE } }),
    group(9, { state: "prepare", reason: "linkOccupied", window: { from: NOW + 20 * MINUTE, to: NOW + 35 * MINUTE } }),
    group(1),
    group(3, { wait: null, reason: "notYetAnswered", nextUpdateAt: NOW - MINUTE }),
  ];
  const words = wordsOf(boardPage([figures({ groups })], en));
  const rows = [
    "K79-22P 98 12:45 On the way – –",
    "K74-227 120 12:45 Go now 16:00–16:15 –",
    "K7D-22C 120 12:45 Get ready Another group is crossing 16:25–16:40 16:20",
    "K73-229 120 12:45 Waiting Other groups go first about 40–90 min 16:20",
    "K75-225 120 12:45 Waiting Waiting for the other side's answer nobody can say yet 16:04, late",
  ];
  const codes = groups.map((one) => (one as { code: string }).code);
  const expected = rows.map((row, at) => row.replace(/^\S+/, codes[at] ?? ""));
  expect(words).toContain(expected.join(" "));
});

test("what holds for the whole crossing stands above the groups: from, to, open or not, as of when, received today", () => {
  const words = wordsOf(boardPage([figures()], es));
  expect(words).toContain("Matamoros Brownsville");
  expect(words).toContain("Cruce abierto");
  expect(words).toContain("Datos de 11 may 2023, 16:05 ( Matamoros )");
  expect(words).toContain("Valen hasta 16:20");
  expect(words).toContain("Recibidas hoy 1240 personas");
  expect(words).toContain("Esperan 120 personas");
  expect(words).toContain("El orden es la hora desde la que cada grupo está listo");
});

test("old figures say so and promise nothing, one ms after their time and not before", () => {
  const promised = figures({
    groups: [
      group(1, { state: "go", window: { from: NOW, to: NOW + MINUTE } }),
      group(2, { state: "granted", window: { from: NOW, to: NOW + MINUTE } }),
      group(3),
    ],
  });
  const good = wordsOf(boardPage([promised], { ...es, now: promised.validUntil }));
  expect(good).toContain("Pasen ahora");
  expect(good).toContain("unos 40–90 min");
  const old = wordsOf(boardPage([promised], { ...es, now: promised.validUntil + 1 }));
  expect(old).toContain("Datos viejos");
  expect(old).toContain("Nada de esta página es una promesa");
  expect(old).toContain("Datos de 11 may 2023, 16:05");
  for (const promise of ["Pasen ahora", "Plazas reservadas", "unos 40–90 min", "16:05–16:06", "Cruce abierto"])
    expect(old).not.toContain(promise);
});

test("figures from a clock that runs ahead are not believed either", () => {
  expect(wordsOf(boardPage([figures()], { ...es, now: NOW - 6 * MINUTE }))).toContain("Datos viejos");
  expect(wordsOf(boardPage([figures()], { ...es, now: NOW - 4 * MINUTE }))).not.toContain("Datos viejos");
});

test("closed, on hold, stopped, empty and nothing published are five different things", () => {
  const stopped = (stop: string) => figures({ stop, groups: [] });
  const said = [
    figures({ open: false }),
    stopped("hold"),
    stopped("noContact"),
    figures({ groups: [] }),
    figures({ groups: [], open: false }),
  ].map((one) => wordsOf(boardPage([one], es)));
  expect(said[0]).toContain("Cruce cerrado");
  expect(said[1]).toContain("Alto Por ahora no cruza nadie");
  expect(said[2]).toContain("Cruce detenido Sin contacto con el otro lado. Cada grupo conserva su lugar.");
  expect(said[3]).toContain("Ahora no espera ningún grupo.");
  expect(said[4]).toContain("y el cruce está cerrado");
  expect(wordsOf(boardPage([], es))).toContain("Este tablero aún no ha recibido datos");
});

test("a hold on one group is that group's, not the crossing's", () => {
  const one = figures({ groups: [group(1, { reason: "hold" }), group(2, { reason: "turn" })] });
  const words = wordsOf(boardPage([one], es));
  expect(words).toContain("Cruce abierto");
  expect(words).toContain("Esperando Alto: por ahora no cruza nadie");
});

test("on hold nobody is told to go, to get ready, or when; what holds up one group does not touch another", () => {
  const window = { from: NOW, to: NOW + 15 * MINUTE };
  const all = figures({
    groups: [
      group(1, { state: "go", reason: "hold", wait: null }),
      group(2, { state: "prepare", reason: "hold", window, wait: null }),
      group(3, { state: "granted", reason: "noContact", window, wait: null }),
      group(4, { state: "prepare", reason: "linkOccupied", window, wait: null }),
    ],
  });
  const words = wordsOf(boardPage([all], en));
  expect(words).not.toContain("Go now");
  const rows = [
    "On hold On hold: nobody crosses for now nobody can say yet",
    "Places reserved On hold: nobody crosses for now nobody can say yet",
    "Places reserved No contact with the other side nobody can say yet",
    "Get ready Another group is crossing 16:05–16:20",
  ];
  const at = rows.map((row) => words.indexOf(row));
  expect(at).not.toContain(-1);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});

test("every state and every reason has its own words in each language", () => {
  for (const lang of BOARD_LANGUAGES) {
    const said = (over: object): string =>
      wordsOf(boardPage([figures({ groups: [group(1, over)] })], { lang, big: false, now: NOW }));
    for (const state of BOARD_STATES) expect(said({ state, reason: "turn" })).toContain(WORDS[lang].states[state]);
    for (const reason of BOARD_REASONS) expect(said({ reason })).toContain(WORDS[lang].reasons[reason]);
  }
});

test("a timezone nobody knows is read as UTC, and said so; a day other than that of the figures is named", () => {
  expect(wordsOf(boardPage([figures({ timezone: "Mars/Olympus" })], en))).toContain("11 May 2023, 21:05 ( UTC )");
  const early = figures({ groups: [group(1, { readySince: NOW - 20 * 60 * MINUTE })] });
  expect(wordsOf(boardPage([early], en))).toContain("10 May, 20:05");
});

test("a page left open tells by itself when it has become old, in its reader's time", () => {
  expect(styleOf(boardPage([figures()], es))).toContain(".old{animation:old 0s 900s forwards}");
  expect(styleOf(boardPage([figures()], { ...es, pace: 30 }))).toContain("0s 30s forwards");
  expect(styleOf(boardPage([figures()], { ...es, pace: 0 }))).toContain("0s 86400s forwards");
});
