import type { BoardFigures, BoardGroup } from "@vado/protocol";
import { BOARD_REASONS, BOARD_STATES, BOARD_STOPS, BoardFiguresSchema, CODE_ALPHABET, codeCheck } from "@vado/protocol";
import fc from "fast-check";
import * as v from "valibot";

/** Figures for tests: plain ones, and any that the schema lets through. */

export const MINUTE = 60_000;
/** 11 May 2023, 16:05 in Matamoros. */
export const NOW = Date.UTC(2023, 4, 11, 21, 5);

/** The code of a number; different numbers below 29³ have different codes. */
export function codeAt(at: number): string {
  const letter = (power: number): string => CODE_ALPHABET.charAt(Math.floor(at / 29 ** power) % 29);
  const five = `K7${letter(0)}${letter(1)}${letter(2)}`;
  return `${five.slice(0, 3)}-${five.slice(3)}${codeCheck(five)}`;
}

export function group(at: number, over: Partial<Record<keyof BoardGroup, unknown>> = {}): unknown {
  return {
    code: codeAt(at),
    people: 120,
    readySince: NOW - 200 * MINUTE,
    state: "waiting",
    reason: "turn",
    window: null,
    nextUpdateAt: NOW + 15 * MINUTE,
    wait: { low: 40, high: 90 },
    ...over,
  };
}

export function figures(over: Partial<Record<keyof BoardFigures, unknown>> = {}): BoardFigures {
  return v.parse(BoardFiguresSchema, {
    v: 1,
    link: "MAT-BRO",
    from: { id: "MAT", name: "Matamoros" },
    to: { id: "BRO", name: "Brownsville" },
    timezone: "America/Matamoros",
    asOf: NOW,
    validUntil: NOW + 15 * MINUTE,
    open: true,
    stop: null,
    groups: [group(1)],
    receivedToday: 1_240,
    ...over,
  });
}

/** As many groups as wanted, with the longest texts a board can say. */
export function crowd(groups: number): BoardFigures {
  const long = { nextUpdateAt: NOW - 90_000_000, readySince: NOW - 200_000_000, people: 1_200 };
  const state = (at: number): string => (at === 0 ? "go" : at < 4 ? "granted" : "waiting");
  return figures({
    from: { id: "MAT", name: "Zona de espera de la ribera de Matamoros" },
    to: { id: "BRO", name: "Estación de recepción de Brownsville" },
    groups: Array.from({ length: groups }, (_, at) =>
      group(at, {
        ...long,
        state: state(at),
        reason: BOARD_REASONS[at % BOARD_REASONS.length],
        window: at < 4 ? { from: NOW - 100_000_000, to: NOW + 100_000_000 } : null,
        wait: at % 3 === 0 ? null : { low: at * 10, high: at * 40 },
      }),
    ),
  });
}

const millis = fc.oneof(fc.nat(), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.constant(NOW));
/** Texts that try to leave the place they are put in, among ordinary and odd ones. */
export const hostile = fc.oneof(
  fc.constantFrom(
    "</title><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "</style><style>*{display:none}",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "‮desrever‬ ⁦x",
    "<!-- --> ]]> {{x}} ${x} `y`",
    "\u0000\u0007\uD800 x",
    "مركز الاستقبال",
  ),
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ maxLength: 120 }),
);
const name = hostile.map((text) => text.slice(0, 120));
const anyGroup = fc.record({
  at: fc.nat({ max: 20_000 }),
  people: fc.nat({ max: 1_200 }),
  readySince: fc.option(millis),
  state: fc.constantFrom(...BOARD_STATES),
  reason: fc.option(fc.constantFrom(...BOARD_REASONS)),
  window: fc.option(fc.record({ from: millis, to: millis })),
  nextUpdateAt: fc.option(millis),
  wait: fc.option(fc.record({ low: fc.nat({ max: 100_000 }), high: fc.nat({ max: 100_000 }) })),
});

/** Anything a file may hold and still be read. */
export const anyFigures: fc.Arbitrary<BoardFigures> = fc
  .record({
    link: fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/),
    from: name,
    to: name,
    timezone: fc.oneof(
      fc.constantFrom("America/Matamoros", "Asia/Kathmandu", "UTC"),
      hostile.map((text) => text.slice(0, 64)),
    ),
    asOf: millis,
    validUntil: millis,
    open: fc.boolean(),
    stop: fc.option(fc.constantFrom(...BOARD_STOPS)),
    groups: fc.array(anyGroup, { maxLength: 30 }),
    receivedToday: fc.nat(),
  })
  .map(({ from, to, groups, ...rest }) =>
    figures({
      ...rest,
      from: { id: "MAT", name: from },
      to: { id: "BRO", name: to },
      groups: groups.map(({ at, ...over }) => group(at, over)),
    }),
  );
