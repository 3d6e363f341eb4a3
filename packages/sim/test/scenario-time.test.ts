import { expect, test } from "vitest";
import { scenarioTime } from "../src/scenario/index.ts";

const HOUR_MS = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

test("a zone without a change: one offset, days of 24 hours", () => {
  const time = scenarioTime({ start: "2023-10-09", timezone: "America/Panama", days: 7 });
  expect(time.start).toBe(utc("2023-10-09T05:00"));
  expect(time.end(7)).toBe(utc("2023-10-16T05:00"));
  expect(time.at("1+09:30")).toBe(utc("2023-10-10T14:30"));
  expect(time.localMinutes(time.at("1+09:30"))).toBe(570);
  expect(time.dayOf(time.at("1+23:59"))).toBe(1);
  expect(time.dayOf(time.start - 1)).toBe(-1);
  expect(time.offsets).toEqual([{ from: utc("2023-10-07T00:00"), minutes: -300 }]);
});

test("clocks go forward: the day has 23 hours, a skipped time is an hour later", () => {
  const time = scenarioTime({ start: "2023-03-25", timezone: "Europe/Zagreb", days: 3 });
  expect(time.offsets.map(({ minutes }) => minutes)).toEqual([60, 120]);
  expect(time.offsets[1]?.from).toBe(utc("2023-03-26T01:00"));
  expect(time.dayStart(2) - time.dayStart(1)).toBe(23 * HOUR_MS);
  expect(time.at("1+02:30")).toBe(utc("2023-03-26T01:30"));
  expect(time.at("1+03:00")).toBe(utc("2023-03-26T01:00"));
  expect(time.localMinutes(utc("2023-03-26T01:30"))).toBe(210);
});

test("clocks go back: the day has 25 hours, a time that comes twice is the first", () => {
  const time = scenarioTime({ start: "2015-10-24", timezone: "Europe/Zagreb", days: 3 });
  expect(time.dayStart(2) - time.dayStart(1)).toBe(25 * HOUR_MS);
  expect(time.at("1+02:30")).toBe(utc("2015-10-25T00:30"));
  expect(time.at("1+03:00")).toBe(utc("2015-10-25T02:00"));
  expect(time.dayOf(utc("2015-10-25T22:59"))).toBe(1);
  expect(time.dayOf(utc("2015-10-25T23:00"))).toBe(2);
});

test("clocks that skip midnight: the day begins at one", () => {
  const time = scenarioTime({ start: "2022-03-26", timezone: "Asia/Beirut", days: 2 });
  expect(time.dayStart(1)).toBe(utc("2022-03-26T22:00"));
  expect(time.localMinutes(time.dayStart(1))).toBe(60);
  expect(time.dayOf(time.dayStart(1))).toBe(1);
  expect(time.dayOf(time.dayStart(1) - 1)).toBe(0);
});

test("every minute of a year goes there and back", () => {
  const time = scenarioTime({ start: "2023-01-01", timezone: "America/Matamoros", days: 366 });
  expect(time.offsets).toHaveLength(3);
  for (let day = 0; day < 366; day++) {
    const noon = time.at(`${day}+12:00`);
    expect([time.dayOf(noon), time.localMinutes(noon)]).toEqual([day, 720]);
    expect(time.dayOf(time.dayStart(day))).toBe(day);
    expect(time.dayOf(time.dayStart(day) - 1)).toBe(day - 1);
  }
});
