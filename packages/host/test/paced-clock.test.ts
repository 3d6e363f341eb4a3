import { describe, expect, it } from "vitest";
import { pacedClock, tickIn } from "@vado/host";

describe("a clock whose time is handed out", () => {
  it("stands still before its first tick and at the limit, and never runs backwards", () => {
    let machine = 1_000;
    const clock = pacedClock(undefined, { now: () => machine });
    expect(clock.now()).toBe(0);
    clock.set({ virtual: 500_000, real: 1_000, pace: 60, limit: 530_000 });
    machine += 250;
    expect(clock.now()).toBe(515_000);
    expect(clock.machineMsUntil(530_000)).toBe(250);
    expect(clock.machineMsUntil(530_001)).toBe(Infinity);
    machine += 10_000;
    expect(clock.now()).toBe(530_000);
    clock.set({ virtual: 520_000, real: machine, pace: 0, limit: 600_000 });
    expect(clock.now()).toBe(530_000);
    expect(clock.machineMsUntil(530_000)).toBe(0);
  });

  it("wakes who waits on it when a tick brings the moment, and whoever was called off", async () => {
    const clock = pacedClock({ virtual: 0, real: 0, pace: 0, limit: 0 });
    const never = new AbortController();
    const waited = clock.until(60_000, never.signal).then(() => clock.now());
    const off = new AbortController();
    const calledOff = clock.until(90_000_000, off.signal);
    clock.set({ virtual: 59_000, real: 0, pace: 0, limit: 70_000 });
    clock.set({ virtual: 61_000, real: 0, pace: 0, limit: 70_000 });
    expect(await waited).toBe(61_000);
    off.abort();
    await calledOff;
  });

  it("takes nothing but whole ticks from the pipe", () => {
    const tick = { virtual: 1, real: 2, pace: 3, limit: 4 };
    expect(tickIn({ tick })).toEqual(tick);
    for (const other of [
      null,
      1,
      {},
      { tick: null },
      { tick: { ...tick, pace: "3" } },
      { tick: { ...tick, limit: NaN } },
    ])
      expect(tickIn(other)).toBeUndefined();
  });
});
