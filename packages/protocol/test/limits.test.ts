import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as protocol from "../src/index.ts";
import { Envelope, eventSchemas, type Body } from "../src/index.ts";
import { BODIES } from "./samples.ts";
import { walk, type Part } from "./schema.ts";

/** Values of a field at a limit and one past it, made from the schema alone; undefined where a length cannot be filled. */
function around(part: Part, limit: Part): { at: unknown; past: unknown } | undefined {
  const requirement = limit.requirement as number;
  const outward = limit.type.startsWith("min") ? -1 : 1;
  if (limit.type.endsWith("_value")) {
    const whole = part.pipe?.some((action) => action.type === "safe_integer") === true;
    return { at: requirement, past: requirement + outward * (whole ? 1 : requirement * 1e-9 || 1e-9) };
  }
  const type = part.pipe?.[0]?.type;
  if (type === "string") return { at: "x".repeat(requirement), past: "x".repeat(Math.max(0, requirement + outward)) };
  if (type !== "array") return undefined;
  const item = sampleOf(part.item as Part);
  return { at: Array(requirement).fill(item), past: Array(Math.max(0, requirement + outward)).fill(item) };
}

/** An item for the arrays that have a limit of length. */
function sampleOf(item: Part): unknown {
  const fields = Object.keys(item.entries ?? {});
  if (fields.includes("minutes")) return { from: 0, minutes: 0 };
  return fields.includes("epochAuthenticator") ? BODIES.heartbeat.heads[0] : "mon";
}

const LIMITS = ["min_value", "max_value", "min_length", "max_length"];
const roots = [
  ["envelope", Envelope],
  ...eventSchemas.map((schema) => [schema.entries.type.literal, schema] as const),
] as const;
const accepts = (part: Part, value: unknown) => v.safeParse(part as unknown as v.GenericSchema, value).success;

describe("limits (SPEC: LI)", () => {
  it("LI1 every limit of every field is accepted at it and refused one past it", () => {
    let checked = 0;
    for (const [name, root] of roots) {
      for (const { path, part } of walk(root as unknown as Part, name)) {
        for (const limit of part.pipe ?? []) {
          if (!LIMITS.includes(limit.type)) continue;
          const values = around(part, limit);
          if (values === undefined) throw new Error(`${path} has a limit this test cannot reach`);
          expect(accepts(part, values.at), `${path} at ${limit.type}`).toBe(true);
          expect(accepts(part, values.past), `${path} past ${limit.type}`).toBe(false);
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(200);
  });

  it("LI2 every number and every free text has limits on both ends", () => {
    for (const [name, root] of roots) {
      for (const { path, part } of walk(root as unknown as Part, name)) {
        const types = part.pipe?.map((one) => one.type) ?? [part.type];
        if (types[0] === "number") {
          expect(types, path).toContain("min_value");
          // Positions in a log and counters of a device are bounded by what a number holds exactly.
          expect(types.includes("max_value") || types.includes("safe_integer"), path).toBe(true);
        }
        if (types[0] === "string")
          expect(types.includes("max_length") || types.includes("regex") || types.includes("check"), path).toBe(true);
        if (types[0] === "array") expect(types, path).toContain("max_length");
      }
    }
  });

  it("LI3 the numbers are those of domain.md", () => {
    expect([
      protocol.GROUP_PEOPLE_MAX,
      protocol.UNIT_PEOPLE_MAX,
      protocol.REASON_CHARS_MAX,
      protocol.CHAT_CHARS_MAX,
    ]).toEqual([1_200, 30, 280, 2_000]);
    expect(protocol.ENVELOPE_BYTES_MAX).toBeLessThan(protocol.FRAME_BYTES_MAX);
  });

  it("LI4 a family unit has 1 to 30 people, written as a whole number", () => {
    const units = (value: unknown) => v.safeParse(protocol.Units, value).success;
    expect(units({ 1: 1, 30: 1 })).toBe(true);
    for (const bad of [{ 31: 1 }, { 0: 1 }, { "01": 1 }, { "1.5": 1 }, { 2: 0 }, { 2: 1_201 }, { 2: 1.5 }, { x: 1 }])
      expect(units(bad), JSON.stringify(bad)).toBe(false);
    expect(protocol.unitsTotal({ 1: 3, 4: 2 })).toBe(11);
  });

  it("LI5 a permissive block names groups or people", () => {
    const block = (value: unknown) => v.safeParse(protocol.Block, value).success;
    expect(block({ kind: "permissive", groups: 2 })).toBe(true);
    expect(block({ kind: "permissive" })).toBe(false);
    expect(block({ kind: "absolute", groups: 2 })).toBe(false);
  });

  it("EV2 every event that can be an answer names what it answers by an event's id", () => {
    for (const type of [
      "group.deferred",
      "group.declined",
      "slot.granted",
      "slot.confirmed",
      "group.released",
      "hold.lifted",
      "agreement.signed",
      "grant.revoke-accepted",
    ] as const) {
      const { answers: _, ...without } = BODIES[type];
      expect(v.safeParse(protocol.Body, BODIES[type]).success, type).toBe(true);
      expect(v.safeParse(protocol.Body, without).success, type).toBe(false);
      expect(v.safeParse(protocol.Body, { ...BODIES[type], answers: "short" }).success, type).toBe(false);
    }
  });

  it("EV3 a time is a whole number of ms before the year 2200", () => {
    for (const bad of [-1, 0.5, 7_258_118_400_001, "2023-05-01", null])
      expect(v.safeParse(protocol.Body, { ...BODIES["roster.on"], until: bad }).success).toBe(false);
  });

  it("EV1 no event has a field for who somebody is: names, faces, nationality, religion, status, payment", () => {
    const fields = new Set(Object.values(BODIES).flatMap((body: Body) => Object.keys(body)));
    for (const word of [
      "name",
      "nationality",
      "religion",
      "sex",
      "gender",
      "passport",
      "photo",
      "status",
      "payment",
      "birth",
    ])
      for (const field of fields) expect(field.toLowerCase()).not.toContain(word);
  });
});
