import { setTimeout as sleep } from "node:timers/promises";
import type { Tick } from "@vado/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { Conductor, PACE_MAX, PACE_WITH_PERSON_MAX, type Conducted } from "../src/demo/conductor.ts";

const START = 1_000_000;
const HOUR = 3_600_000;
let conductor: Conductor | null = null;

afterEach(() => conductor?.stop());

/** Somebody whose work can be held up. */
class Slow implements Conducted {
  readonly settled: number[] = [];
  readonly ticks: Tick[] = [];
  every = 30_000;
  #held: { promise: Promise<void>; go: () => void } | null = null;

  hold(): void {
    let go = (): void => {};
    const promise = new Promise<void>((resolve) => (go = resolve));
    this.#held = { promise, go };
  }

  go(): void {
    this.#held?.go();
    this.#held = null;
  }

  async settle(now: number): Promise<number> {
    await this.#held?.promise;
    this.settled.push(now);
    return (Math.floor(now / this.every) + 1) * this.every;
  }

  async spread(tick: Tick): Promise<void> {
    this.ticks.push(tick);
  }
}

function conduct(pace: number, conducted: Conducted, end = START + HOUR): Conductor {
  conductor = new Conductor({ start: START, end, pace, conducted });
  return conductor;
}

describe("the conductor of a demo", () => {
  test("D1 time waits for a slow node: it runs no more than one slice ahead of it", async () => {
    const slow = new Slow();
    const time = conduct(100, slow);
    void time.run();
    await sleep(150);
    slow.hold();
    await sleep(300);
    const held = time.now;
    await sleep(300);
    expect(time.now).toBe(held);
    expect(held).toBe(time.tick.limit);
    // A slice is at most 15 virtual seconds, whatever the pace: nobody misses a heartbeat by it.
    expect(held - (slow.settled.at(-1) ?? 0)).toBeLessThanOrEqual(2 * 15_000);
    slow.go();
    await sleep(200);
    expect(time.now).toBeGreaterThan(held);
  });

  test("D1 time waits for a child that has not come to rest on the last tick", async () => {
    const slow = new Slow();
    const child = new Slow();
    child.hold();
    const time = conduct(100, {
      settle: (now) => slow.settle(now),
      spread: async (tick) => void (await child.settle(tick.virtual)),
    });
    void time.run();
    await sleep(300);
    const held = time.now;
    expect(held).toBe(time.tick.limit);
    await sleep(200);
    expect(time.now).toBe(held);
    child.go();
    await sleep(100);
    expect(time.now).toBeGreaterThan(held);
  });

  test("D2 it runs at its pace, stands still at 0, and never runs backwards when the pace changes", async () => {
    const time = conduct(100, new Slow());
    void time.run();
    const [real, virtual] = [performance.now(), time.now];
    await sleep(1_000);
    const pace = (time.now - virtual) / (performance.now() - real);
    expect(pace).toBeGreaterThan(80);
    expect(pace).toBeLessThan(105);
    let last = time.now;
    for (const next of [240, 1, 0, 30, 0]) {
      time.setPace(next);
      for (let i = 0; i < 5; i++) {
        await sleep(15);
        expect(time.now).toBeGreaterThanOrEqual(last);
        last = time.now;
      }
    }
    const standing = time.now;
    await sleep(150);
    expect(time.now).toBe(standing);
  });

  test("D3 while a person acts the pace is real time, at most five times; then what was asked for again", () => {
    const time = conduct(60, new Slow());
    expect([time.pace, time.requested]).toEqual([60, 60]);
    time.setPerson(true);
    expect([time.pace, time.requested]).toEqual([1, 60]);
    time.setPace(3);
    expect([time.pace, time.requested]).toEqual([3, 60]);
    time.setPace(120);
    expect([time.pace, time.requested]).toEqual([PACE_WITH_PERSON_MAX, 120]);
    time.setPace(0);
    expect([time.pace, time.requested]).toEqual([0, 120]);
    time.setPerson(false);
    expect([time.pace, time.requested]).toEqual([0, 120]);
    time.setPace(120);
    expect([time.pace, time.requested]).toEqual([120, 120]);
    time.setPerson(true);
    expect(time.pace).toBe(1);
  });

  test("D3 the night is short for those who are in a hurry, and for nobody else", () => {
    const time = conduct(60, new Slow());
    time.setQuiet(true);
    expect([time.pace, time.requested]).toEqual([PACE_MAX, 60]);
    for (const pace of [1, PACE_WITH_PERSON_MAX]) {
      time.setPace(pace);
      expect(time.pace).toBe(pace);
    }
    time.setPace(30);
    time.setPace(0);
    expect([time.pace, time.requested]).toEqual([0, 30]);
    time.setPace(30);
    time.setPerson(true);
    expect(time.pace).toBe(1);
    time.setPerson(false);
    time.setQuiet(false);
    expect(time.pace).toBe(30);
  });

  test("D4 a rush goes from moment to moment, skips nothing by more than a slice, and ends when it is told", async () => {
    const slow = new Slow();
    slow.every = 7_000;
    const time = conduct(1, slow);
    await time.rush(() => time.now >= START + HOUR / 2);
    expect(time.now).toBeLessThan(START + HOUR / 2 + 15_001);
    for (const [i, at] of slow.settled.entries())
      expect(at - (slow.settled[i - 1] ?? START)).toBeLessThanOrEqual(7_000);
  });

  test("D5 at the end time stands still for good", async () => {
    const time = conduct(240, new Slow(), START + 30_000);
    void time.run();
    await sleep(400);
    expect([time.now, time.pace, time.ended]).toEqual([START + 30_000, 0, true]);
    expect(time.browserTick().limit).toBe(START + 30_000);
  });

  test("what is conducted and throws ends the run with what it threw", async () => {
    const time = conduct(1, { settle: () => Promise.reject(new Error("broken")), spread: async () => {} });
    await expect(time.run()).rejects.toThrow("broken");
  });
});
