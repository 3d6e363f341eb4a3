import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pacedClock } from "../src/platform/clock.ts";

/** The clock of a demo: what a browser makes of a conductor's ticks. */

const URL_OF_TICKS = "http://demo/api/demo/tick";
const REAL = Date.UTC(2026, 0, 5, 6);
const VIRTUAL = Date.UTC(2023, 4, 11, 11);

/** The conductor's machine runs this much ahead of the browser's, ms. */
const AHEAD_MS = 40_000;

let answer: () => Promise<Response>;
let kept: Map<string, string>;

beforeEach(() => {
  vi.useFakeTimers({ now: REAL });
  kept = new Map();
  vi.stubGlobal("fetch", () => answer());
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The conductor answers after `roundTripMs`, half of it on the way there. */
const ticking = (pace: number, limitMs: number, roundTripMs: number) => async (): Promise<Response> => {
  await new Promise((resolve) => setTimeout(resolve, roundTripMs / 2));
  const now = Date.now() + AHEAD_MS;
  const virtual = VIRTUAL + (Date.now() - REAL) * pace;
  const tick = { virtual, real: now, pace, limit: virtual + limitMs, now };
  await new Promise((resolve) => setTimeout(resolve, roundTripMs / 2));
  return Response.json(tick);
};

test("it runs at the conductor's pace, whatever the browser's own clock says", async () => {
  answer = ticking(60, 600_000, 100);
  const clock = pacedClock(URL_OF_TICKS);
  expect(clock.now()).toBe(0);
  await vi.advanceTimersByTimeAsync(100);
  await clock.ready;
  expect(clock.now()).toBe(VIRTUAL + 100 * 60);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(clock.now()).toBe(VIRTUAL + 1_100 * 60);
  expect(clock.realMsUntil(clock.now() + 60_000)).toBe(1_000);
  clock.stop();
});

test("with the conductor away it stands still at the limit; a page opened then goes on from the last tick", async () => {
  answer = ticking(60, 30_000, 0);
  const clock = pacedClock(URL_OF_TICKS);
  await vi.advanceTimersByTimeAsync(0);
  answer = () => Promise.reject(new Error("away"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(clock.now()).toBe(VIRTUAL + 30_000);
  clock.stop();
  const again = pacedClock(URL_OF_TICKS);
  expect(again.now()).toBe(VIRTUAL + 30_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await again.ready;
  again.stop();
});

test("a slow answer does not move it, and a change of pace is told", async () => {
  answer = ticking(60, 600_000, 20);
  const clock = pacedClock(URL_OF_TICKS);
  let changes = 0;
  clock.onChange(() => changes++);
  await vi.advanceTimersByTimeAsync(20);
  expect(changes).toBe(1);
  // Late, and all of it on the way back: taken for the truth it would put the clock two seconds off.
  answer = async () => {
    const response = await ticking(60, 600_000, 0)();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    return response;
  };
  await vi.advanceTimersByTimeAsync(6_500);
  expect(Math.abs(clock.now() - (VIRTUAL + (Date.now() - REAL) * 60))).toBeLessThan(60);
  expect(changes).toBe(1);
  answer = ticking(5, 600_000, 20);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(changes).toBe(2);
  clock.stop();
});
