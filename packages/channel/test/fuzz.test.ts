import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

it("C27 C31 (failure case 7) random joins, removals, revocations, messages, crashes and forgeries leave all in agreement", async () => {
  const report = await fuzz("f1", 60, 10);
  expect(report.joins).toBeGreaterThan(3);
  expect(report.removals).toBeGreaterThan(1);
  expect(report.forbidden).toBeGreaterThan(3);
}, 120_000);
