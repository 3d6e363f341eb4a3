import { expect, test } from "vitest";
import type { RecordLine } from "../src/check/index.ts";
import { asLived } from "../src/simulate/as-lived.ts";

const line = (
  seq: number,
  type: string,
  more: Record<string, unknown> = {},
  voidedBy: string | null = null,
): RecordLine => ({
  channel: "c",
  seq,
  receivedAt: 1_000 * seq,
  device: "d",
  side: "sending",
  role: "duty",
  event: { type, at: 0, intent: `${type} ${seq}`, ...more },
  voidedBy,
});
const acted = { acted: { seq: 3, deviceTime: 3_500 } };
const order = (lines: readonly RecordLine[]) => asLived(lines).map(({ event }) => event.intent);

test("W18: a GO given offline stands behind what its device had read, and time does not run back", () => {
  const lines = [line(2, "a"), line(3, "b"), line(5, "hold.placed"), line(8, "group.released", acted), line(9, "c")];
  expect(order(lines)).toEqual(["a 2", "b 3", "group.released 8", "hold.placed 5", "c 9"]);
  expect(asLived(lines).map(({ seq, receivedAt }) => [seq, receivedAt])).toEqual([
    [1, 2_000],
    [2, 3_000],
    [3, 3_000],
    [4, 5_000],
    [5, 9_000],
  ]);
});

test("W18: what is void, and GO with a connection, stays where it is", () => {
  const lines = [line(2, "a"), line(4, "b"), line(6, "group.released", acted, "H8.grant"), line(7, "group.released")];
  expect(order(lines)).toEqual(["a 2", "b 4", "group.released 6", "group.released 7"]);
});

test("W18: a departure that both sides counted again has the count that stands; a proposal alone changes nothing", () => {
  const counted = (seq: number, more: object) =>
    line(seq, "count.corrected", { group: "G", point: "departure", headcount: 9, ...more });
  const departed = line(2, "group.departed", { group: "G", headcount: 8 });
  expect(asLived([departed, counted(3, {})])[0]?.event["headcount"]).toBe(8);
  expect(asLived([departed, counted(3, {}), counted(4, { answers: "x" })])[0]?.event["headcount"]).toBe(9);
});
