import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { once } from "node:events";
import { emptyState } from "@vado/flow";
import { silentLog } from "@vado/host";
import type { Body } from "@vado/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGauge, type Gauge } from "../src/conditions/gauge.ts";
import { Gauges, readGauges } from "../src/conditions/gauges.ts";
import type { LinkDevice } from "../src/link-device.ts";
import { freshFolder } from "./corridor.ts";

const NOW = Date.UTC(2024, 2, 10, 12);
const river: Gauge = {
  name: "river at the bridge, m",
  from: "river.json",
  format: "json",
  value: "series.-1.level",
  time: "series.-1.at",
  caution: 1.2,
  stop: 1.8,
  worse: "above",
  maxAgeMin: 60,
  links: ["L1" as never],
};
const at = (level: unknown, minutesAgo = 5) =>
  JSON.stringify({ series: [{ level: 9 }, { level, at: new Date(NOW - minutesAgo * 60_000).toISOString() }] });

describe("what a gauge says (SPEC: GA)", () => {
  it("GA2 above or below its limits; the limit itself is reached", () => {
    const level = (value: unknown) => readGauge(river, at(value), NOW);
    expect(level(1.19)).toEqual({ level: "good", value: 1.19 });
    expect(level("1.2")).toEqual({ level: "caution", value: 1.2 });
    expect(level(1.8)).toEqual({ level: "stop", value: 1.8 });
    const sight = { ...river, worse: "below", caution: 200, stop: 50 } as const;
    expect(readGauge(sight, at(150), NOW)).toMatchObject({ level: "caution" });
    expect(readGauge(sight, at(50), NOW)).toMatchObject({ level: "stop" });
  });

  it("GA2 the last row of a CSV, by the names of its columns", () => {
    const csv: Gauge = { ...river, format: "csv", value: "level (m)", time: "time" };
    const text = `time,level (m),note\r\n2024-03-10T11:00:00Z,0.5,"a, b"\r\n2024-03-10T11:45:00Z,1.9,\r\n`;
    expect(readGauge(csv, text, NOW)).toEqual({ level: "stop", value: 1.9 });
    expect(readGauge({ ...csv, value: "other" }, text, NOW)).toEqual({ fault: "unreadable" });
  });

  it("GA2 what is old, or no number, says nothing; whatever the text is, nothing breaks", () => {
    expect(readGauge(river, at(1, 61), NOW)).toEqual({ fault: "old" });
    for (const value of [null, "high", "", "1e3", {}, true])
      expect(readGauge(river, at(value), NOW)).toEqual({ fault: "unreadable" });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom("json", "csv"), (text, format) => {
        const reading = readGauge({ ...river, format }, text, NOW);
        expect("fault" in reading || Number.isFinite(reading.value)).toBe(true);
      }),
    );
    expect(readGauge({ ...river, value: "__proto__.x" }, at(1), NOW)).toEqual({ fault: "unreadable" });
  });
});

describe("what a desk does with it", () => {
  const said: Body[] = [];
  const state = emptyState("L1");
  const device = {
    post: { link: "L1" },
    fit: true,
    client: {
      state,
      outbox: [] as { body: Body }[],
      async submit(make: () => Body) {
        said.push(make());
        return { intent: "i" };
      },
    },
    ring() {},
  };
  const gaugesFrom = (from: string) =>
    new Gauges({
      gauges: [{ ...river, from }],
      devices: [device as unknown as LinkDevice],
      clock: { now: () => NOW },
      log: silentLog,
    });
  const stands = (level: "good" | "caution" | "stop") => void (state.conditions = { level, time: NOW } as never);

  it("GA3 says what got worse on its links, with the value; never that it is as before or better", async () => {
    const file = join(freshFolder(), "river.json");
    const gauges = gaugesFrom(file);
    const look = async (text: string) => {
      writeFileSync(file, text);
      await gauges.look();
      return said.splice(0);
    };
    expect(await look(at(1))).toEqual([]);
    expect(await look(at(1.3))).toEqual([
      { type: "conditions.checked", level: "caution", note: "river at the bridge, m: 1.3" },
    ]);
    stands("caution");
    expect(await look(at(1.4))).toEqual([]);
    expect(await look(at(2))).toMatchObject([{ level: "stop" }]);
    stands("stop");
    expect(await look(at(0.4))).toEqual([]);
    // Somebody looked and found it good while the gauge says stop: it is said again.
    stands("good");
    expect(await look(at(2))).toMatchObject([{ level: "stop" }]);
    device.fit = false;
    expect(await look(at(2))).toEqual([]);
    device.fit = true;
  });

  it("GA4 GA5 a gauge that cannot be read, or is old, says nothing and shows in the desk's health", async () => {
    const file = join(freshFolder(), "river.json");
    const gauges = gaugesFrom(file);
    expect(gauges.health()).toEqual([{ name: river.name, standing: "unread" }]);
    await gauges.look();
    expect(gauges.health()).toMatchObject([{ standing: "unreadable" }]);
    writeFileSync(file, at(2, 90));
    await gauges.look();
    expect(gauges.health()).toMatchObject([{ standing: "old" }]);
    writeFileSync(file, `"${"x".repeat(1024 * 1024)}"`);
    await gauges.look();
    expect(gauges.health()).toMatchObject([{ standing: "unreadable" }]);
    expect(said.splice(0)).toEqual([]);
  });

  it("GA4 over HTTP: what is there is read; a redirect, an error, or too much is not", async () => {
    stands("good");
    const server = createServer((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/river" }).end();
      else if (request.url === "/river") response.end(at(2));
      else if (request.url === "/large") response.end("x".repeat(2 * 1024 * 1024));
      else response.writeHead(500).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const standing = async (path: string) => {
      const gauges = gaugesFrom(`http://127.0.0.1:${port}${path}`);
      await gauges.look();
      return gauges.health()[0]?.standing;
    };
    expect(await standing("/river")).toBe("stop");
    for (const path of ["/moved", "/broken", "/large"]) expect(await standing(path), path).toBe("unreadable");
    server.close();
  });

  it("GA1 a file of gauges is read whole or refused with what is wrong in it", () => {
    const file = join(freshFolder(), "gauges.json");
    const write = (gauges: unknown) => writeFileSync(file, JSON.stringify({ gauges }));
    write([river]);
    expect(readGauges(file)).toEqual([river]);
    for (const [change, says] of [
      [{ stop: 1 }, /"stop" must be worse than "caution"/],
      [{ format: "xml" }, /gauges\.0\.format/],
      [{ links: [] }, /gauges\.0\.links/],
      [{ extra: 1 }, /gauges\.0\.extra/],
    ] as const) {
      write([{ ...river, ...change }]);
      expect(() => readGauges(file)).toThrow(says);
    }
    expect(() => readGauges(join(freshFolder(), "none.json"))).toThrow(/Give a file with a list "gauges"/);
  });
});
