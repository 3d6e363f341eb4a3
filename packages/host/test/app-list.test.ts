import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HostError, readAppList } from "@vado/host";
import { comparisonDigits } from "@vado/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";

/** A built app and its list. */

let folder: string;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const FILES = { "index.html": "<p>", "a-Z.js": "1", "a.js": "2" };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vado-app-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  list(Object.entries(FILES).map(([path, text]) => ({ path, sha256: sha256(text) })));
});
afterEach(() => rmSync(folder, { recursive: true }));

const list = (files: readonly object[]): void =>
  writeFileSync(join(folder, "app-list.json"), JSON.stringify({ v: 1, version: "1.2.3", files }));
const refused = async (): Promise<string> => {
  const error: unknown = await readAppList(folder).catch((thrown: unknown) => thrown);
  return error instanceof HostError ? error.message : "nothing";
};

test("the fingerprint is what sha256sum prints of the files in the order of bytes, hashed and read as digits", async () => {
  const printed = ["a-Z.js", "a.js", "index.html"] as const;
  const text = printed.map((name) => `${sha256(FILES[name])}  ${name}\n`).join("");
  const digits = comparisonDigits(createHash("sha256").update(text).digest());
  expect(await readAppList(folder)).toMatchObject({ version: "1.2.3", fingerprint: digits });
  expect(digits).toMatch(/^\d{30}$/);
});

test("one changed byte, a missing file, a list that leads outside or is none: each is refused with a sentence", async () => {
  writeFileSync(join(folder, "a.js"), "3");
  expect(await refused()).toContain("a.js is not the file that was built");
  unlinkSync(join(folder, "a.js"));
  expect(await refused()).toContain("a.js is missing");
  list([{ path: "../a.js", sha256: sha256("2") }]);
  expect(await refused()).toContain("is no list");
  unlinkSync(join(folder, "app-list.json"));
  expect(await refused()).toContain("no built app");
});
