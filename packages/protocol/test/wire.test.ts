import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ENVELOPE_VERSION } from "../src/index.ts";
import { wireText } from "./schema.ts";

/** Lines of HISTORY.md's table: `| version | date | hash | what changed |`. */
const lines = readFileSync(new URL("../HISTORY.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("wire (SPEC: WI)", () => {
  it("WI1 the schemas are those of the last line of HISTORY.md", () => {
    const hash = createHash("sha256").update(wireText()).digest("hex");
    const last = lines.at(-1);
    const says = "the wire changed: bump the version, add a line to HISTORY.md";
    expect({ version: last?.[1], hash: last?.[3] }, says).toEqual({ version: String(ENVELOPE_VERSION), hash });
  });

  it("WI2 versions never go back, and every line says what changed", () => {
    let before = 0;
    for (const [, version, date, hash, what] of lines) {
      expect(Number(version)).toBeGreaterThanOrEqual(before);
      before = Number(version);
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect((what ?? "").length).toBeGreaterThan(10);
    }
  });

  it("WI3 the description of the schemas is the same each time, and names every limit", () => {
    expect(wireText()).toBe(wireText());
    for (const text of ["max_value", "max_length", "GroupCode", "strict_object"]) expect(wireText()).toContain(text);
  });
});
