import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const page = readFileSync(join(ROOT, "docs/failure-cases.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| \d+ \|/.test(line));

it("each of the twelve failure cases names tests, and every test named is there", () => {
  expect(rows).toHaveLength(12);
  for (const row of rows) {
    const named = [...row.matchAll(/`((?:packages|apps)\/[^`]+\.test\.ts)` "([^"]+)"/g)];
    expect(named.length, row).toBeGreaterThan(0);
    for (const [, file, title] of named) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      const text = readFileSync(join(ROOT, file), "utf8");
      const said = ['"', "`"].some((quote) => text.includes(quote + title));
      expect(said, `${file} has no test "${title}"`).toBe(true);
    }
  }
});
