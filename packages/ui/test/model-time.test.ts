import { describe, expect, it } from "vitest";
import { clockSeconds, clockTime, countdown, dateTime, duration, moment, shortDay } from "../src/model/time.ts";

const at = Date.UTC(2023, 4, 11, 21, 5, 7);

describe("times of a station", () => {
  it("are local, in the order day, month, year, and name the place", () => {
    expect(dateTime(at, "America/Matamoros", "en")).toBe("11 may 2023, 16:05 (Matamoros)");
    expect(dateTime(at, "America/Matamoros", "es")).toBe("11 may 2023, 16:05 (Matamoros)");
    expect(dateTime(at, "America/Port-au-Prince", "es")).toBe("11 may 2023, 17:05 (Port-au-Prince)");
    expect(shortDay(Date.UTC(2024, 8, 3), "UTC", "es")).toBe("3 sept");
  });

  it("agree with Intl around changes of the clock and in zones of odd quarters", () => {
    for (const timezone of ["America/Matamoros", "Europe/Belgrade", "Asia/Kathmandu", "Australia/Lord_Howe"]) {
      const said = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, timeStyle: "medium", hourCycle: "h23" });
      for (let day = 0; day < 366; day += 7)
        for (const minutes of [0, 61, 119, 421, 899]) {
          const ms = Date.UTC(2024, 0, 1 + day) + minutes * 60_000 + 1_234;
          expect(clockSeconds(ms, timezone)).toBe(said.format(ms));
        }
    }
    // 10 March 2024: clocks of Matamoros go from 02:00 to 03:00 at 08:00 UTC.
    const change = Date.UTC(2024, 2, 10, 8);
    expect([change - 1, change].map((ms) => clockTime(ms, "America/Matamoros"))).toEqual(["01:59", "03:00"]);
  });

  it("say the day when it is another", () => {
    expect(moment(at, at + 60_000, "America/Matamoros", "es")).toBe("16:05");
    expect(moment(at, at + 9 * 3_600_000, "America/Matamoros", "es")).toBe("11 may, 16:05");
  });

  it("durations and countdowns carry no grouping and no fraction", () => {
    expect([59_999, 3_599_999, 3_600_000, 172_800_000, 1_234 * 86_400_000].map(duration)).toEqual([
      "0 min",
      "59 min",
      "1 h 00",
      "2 d 0 h",
      "1234 d 0 h",
    ]);
    expect([-5, 1, 60_000, 3_661_000].map(countdown)).toEqual(["0:00", "0:01", "1:00", "61:01"]);
  });
});
