import { expect, it } from "vitest";
import type { SuiteName } from "../src/index.ts";
import { fuzz } from "./fuzz.ts";

it.each<[SuiteName, number]>([
  ["x25519", 60],
  ["xwing", 30],
])(
  "C27 C31 (failure case 7) %s: random joins, removals, revocations, messages, crashes and forgeries leave all in agreement",
  { timeout: 120_000 },
  async (suite, steps) => {
    const report = await fuzz("f1", steps, 10, suite);
    expect(report.joins).toBeGreaterThan(3);
    expect(report.removals).toBeGreaterThan(1);
    expect(report.forbidden).toBeGreaterThan(3);
  },
);
