import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pinoLog } from "@vado/host";
import { expect, test } from "vitest";

/** What a log line holds, and what the closed lists of events have room for. */

const ROOT = join(import.meta.dirname, "../../..");
/** Fields that the lists may name: kinds, counts, classes and reasons; nothing that tells one device, account or channel from another. */
const FIELDS = ["by", "again", "code", "links", "name", "of", "operation", "reason", "renewed", "role", "streams"];

test("a line has its level, time, name and fields, and neither host nor process", () => {
  const folder = mkdtempSync(join(tmpdir(), "vado-log-"));
  const file = openSync(join(folder, "log"), "w");
  pinoLog(file).event("device-enrolled", { renewed: true });
  closeSync(file);
  const text = readFileSync(join(folder, "log"), "utf8");
  rmSync(folder, { recursive: true });
  expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(["event", "level", "renewed", "time"]);
  expect(text).not.toContain(`"${hostname()}"`);
});

test.each(["packages/relay/src/events.ts", "apps/desk/src/events.ts"])(
  "%s has no field for an id, an address or a content",
  (path) => {
    const list = /export interface \w+Events \{([\s\S]*?)\n\}/.exec(readFileSync(join(ROOT, path), "utf8"))?.[1] ?? "";
    const fields = [...list.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = ""]) =>
      [...inner.matchAll(/readonly (\w+):/g)].map(([, name]) => name),
    );
    expect(fields.length).toBeGreaterThan(3);
    expect(fields.filter((name) => !FIELDS.includes(name ?? ""))).toEqual([]);
    // A text of any kind could hold anything: these are classes of errors and reasons of closed lists.
    const free = [...list.matchAll(/readonly (\w+): string/g)].map(([, name]) => name);
    expect(free.filter((name) => !["code", "name", "reason"].includes(name ?? ""))).toEqual([]);
  },
);
