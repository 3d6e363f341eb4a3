import { check } from "@placemarkio/check-geojson";
import { emptyState } from "@vado/flow";
import { PLAIN_TERMS, nthGroupCode, type Body } from "@vado/protocol";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import {
  capXml,
  corridorGeoJson,
  csvText,
  dayCsv,
  dayFigures,
  ics214Csv,
  localTime,
  type CapAlert,
  type RecordEntry,
} from "../src/index.ts";

/** Files are read back by programs that are not ours: PapaParse, xmllint, check-geojson. */

const calendar = { timezone: "America/Matamoros", offsets: [{ from: 0, minutes: -300 }] };
/** 11 May 2023, 00:00 at the crossing. */
const MIDNIGHT = Date.UTC(2023, 4, 11, 5);
const DAY = MIDNIGHT / 86_400_000 - 5 / 24;
const rows = (csv: string) => {
  const { data, errors } = Papa.parse<string[]>(csv, { delimiter: "," });
  expect(errors).toEqual([]);
  return data.slice(0, -1);
};

describe("CSV (SPEC: RP)", () => {
  it("RP0 whatever is in a cell comes back, but for what a spreadsheet would take for a formula", () => {
    const cell = fc.string({ unit: "binary" }).filter((text) => text !== "" && !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }), (table) => {
        // One newline at least, so that a parser does not guess another.
        expect(Papa.parse(csvText(table), { newline: "\r\n" }).data.slice(0, -1)).toEqual(table);
      }),
    );
    for (const text of ["=1+1", "+1", "-1", "@x", "\t=1"])
      expect(rows(csvText([[text, "b"]]))[0]?.[0]).toBe(`'${text}`);
    expect(csvText([["a", 3, null]])).toBe("a,3,\r\n");
  });
});

describe("a day's figures", () => {
  const state = emptyState("MAT-BRO");
  state.agreement = { version: 1, from: 0, event: "e", terms: { ...PLAIN_TERMS, calendar } } as never;
  const code = nthGroupCode(0);
  state.groups[code] = {
    code,
    headcount: 40,
    arrived: 39,
    units: { 3: 5, 4: 6 },
    needs: { childrenWithFamily: 9, infants: 2 },
  } as never;
  const entry = (body: object, minute = 60, voidedBy: string | null = null): RecordEntry => ({
    receivedAt: MIDNIGHT + minute * 60_000,
    body: body as Body,
    voidedBy,
  });
  const link = { link: "MAT-BRO", from: "MAT", to: "BRO" };
  const entries = [
    entry({ type: "group.departed", group: code, headcount: 40 }),
    entry({ type: "group.received", group: code }),
    entry({ type: "group.received", group: code }, 60, "H11.counts"),
    entry({ type: "arrival.spontaneous", group: nthGroupCode(1), headcount: 7 }),
    entry({ type: "hold.placed", hold: "h", reason: "fog" }),
    // The day before and the day after.
    entry({ type: "group.departed", group: code, headcount: 100 }, -1),
    entry({ type: "group.departed", group: code, headcount: 100 }, 24 * 60),
  ];

  it("RP1 counts what stands in the record of that local day, and nothing that is void", () => {
    expect(dayFigures(state, entries, DAY, link)).toEqual({
      date: "2023-05-11",
      link,
      groupsReceived: 1,
      received: 39,
      units: 11,
      children: 11,
      departed: 40,
      unannounced: 7,
      returned: 0,
      holds: 1,
      incidents: 0,
    });
  });

  it("RP2 has a row of HXL tags under its heads, each one well formed, a column each", () => {
    const figures = dayFigures(state, entries, DAY, link);
    const [heads = [], tags = [], day = []] = rows(
      dayCsv([{ figures, end: { placesTotal: 420, placesFree: null, status: "clear" } }]),
    );
    expect([tags.length, day.length]).toEqual([heads.length, heads.length]);
    // HXL 1.1: a hashtag, then attributes.
    for (const tag of tags) expect(tag).toMatch(/^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$/);
    expect(new Set(tags).size).toBe(tags.length);
    const of = (tag: string) => day[tags.indexOf(tag)];
    expect(["#date+occurred", "#loc+code+origin", "#loc+code+dest", "#affected+ind", "#affected+hh"].map(of)).toEqual([
      "2023-05-11",
      "MAT",
      "BRO",
      "39",
      "11",
    ]);
    expect(
      ["#affected+ind+children", "#capacity+ind+total", "#capacity+ind+available", "#status", "#meta+id"].map(of),
    ).toEqual(["11", "420", "", "clear", "MAT-BRO"]);
  });
});

it("RP3 an activity log has the fields of ICS-214 and every line of the shift", () => {
  const at = localTime(calendar, MIDNIGHT);
  const csv = ics214Csv({
    incident: "Matamoros → Brownsville",
    from: at,
    to: at,
    position: "duty officer",
    agency: "CBP",
    prepared: at,
    resources: [{ device: "d1", position: "field officer", agency: "CBP" }],
    log: [{ at, what: 'Hold: "water", rising' }],
  });
  const data = rows(csv);
  const fields = data.map(([first]) => first);
  for (const number of ["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."])
    expect(
      fields.some((field) => field?.startsWith(number)),
      number,
    ).toBe(true);
  expect(data).toContainEqual([at, 'Hold: "water", rising']);
  expect(data).toContainEqual(["d1", "field officer", "CBP"]);
});

describe("an alert in CAP 1.2", () => {
  const alert: CapAlert = {
    identifier: "MAT-BRO.incident 1,2",
    sender: "CBP@MAT-BRO",
    sent: localTime(calendar, MIDNIGHT),
    exercise: false,
    update: false,
    language: "en",
    kind: "missing",
    event: "People missing",
    headline: "2 people missing <on> the way & not found",
    instruction: "Call the duty officer.",
    area: "Matamoros – Brownsville",
  };
  const elements = (xml: string) => [...xml.matchAll(/<([a-zA-Z]+)>/g)].map(([, name]) => name);

  it("RP4 is well formed whatever is in it, and has the standard's elements in their order and words", async () => {
    const nasty = fc.sample(fc.string({ unit: "binary" }), { numRuns: 60, seed: 1 });
    for (const text of ["a & b < c", ...nasty]) {
      const xml = [{ fileName: "alert.xml", contents: capXml({ ...alert, event: text, headline: text, area: text }) }];
      expect(await validateXML({ xml, disableFileNameValidation: true } as never), JSON.stringify(text)).toMatchObject({
        valid: true,
      });
    }
    // CAP 1.2, section 3.2: the order is binding.
    expect(elements(capXml(alert))).toEqual(
      "identifier sender sent status msgType scope restriction info language category event responseType urgency severity certainty headline instruction area areaDesc".split(
        " ",
      ),
    );
    const xml = capXml(alert);
    expect(xml).toContain("<status>Actual</status><msgType>Alert</msgType><scope>Restricted</scope>");
    expect(xml).toContain("<category>Rescue</category>");
    expect(xml).toContain("<sent>2023-05-11T00:00:00-05:00</sent>");
    expect(xml).toContain("<identifier>MAT-BRO.incident-1-2</identifier>");
    expect(capXml({ ...alert, exercise: true, update: true })).toContain(
      "<status>Exercise</status><msgType>Update</msgType>",
    );
  });
});

describe("a corridor as GeoJSON", () => {
  const stations = [
    { id: "MAT", name: "Matamoros", lat: 25.88, lon: -97.5, figures: { waiting: 120 } },
    { id: "BRO", name: "Brownsville", lat: 25.9, lon: -97.49, figures: { places: 3_000 } },
  ];
  const links = [{ id: "MAT-BRO", from: "MAT", to: "BRO", figures: { received: 2_929 } }];

  it("RP5 is GeoJSON, with longitude first", () => {
    const found = check(corridorGeoJson(stations, links)) as { features: { geometry: { coordinates: unknown } }[] };
    expect(found.features.map(({ geometry }) => geometry.coordinates)).toEqual([
      [-97.5, 25.88],
      [-97.49, 25.9],
      [
        [-97.5, 25.88],
        [-97.49, 25.9],
      ],
    ]);
  });

  it("RP5 a station that is nowhere, or a link to none, is refused with what to do", () => {
    expect(() => corridorGeoJson(stations, [{ ...links[0], to: "XXX" } as never])).toThrow(/XXX.*Name it/);
    expect(() => corridorGeoJson([{ ...stations[0], lat: 97 } as never], [])).toThrow(/nowhere.*in degrees/);
  });
});
