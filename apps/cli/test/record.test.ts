import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const main = new URL("../src/main.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "vado-record-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `vado record check` as a person would. */
function check(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "record", "check", ...args]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

test("what is no evidence is refused in one sentence, with exit code 2", async () => {
  for (const [path, says] of [
    [join(folder, "none"), "there is no such folder"],
    [main, "not a folder"],
    [folder, "no file device-<id>.jsonl is here"],
  ] as const) {
    const { code, out, err } = await check(path);
    expect([code, out, err]).toEqual([2, "", `${path}: ${says}; give a folder that vado replay --out wrote.\n`]);
  }
});

test("a record that breaks a rule: exit code 1, in words and as JSON", { timeout: 60_000 }, async () => {
  const line = { channel: "c", seq: 1, receivedAt: 1, device: "phone", side: "sending", role: "duty", voidedBy: null };
  const event = { type: "group.released", at: 1, intent: "a", group: "AAA", grant: "g", answers: "g", headcount: 3 };
  writeFileSync(join(folder, "device-phone.jsonl"), `${JSON.stringify({ ...line, event })}\n`);
  writeFileSync(join(folder, "device-phone.digest"), "c 1 d\n");
  writeFileSync(join(folder, "channels.json"), JSON.stringify([{ channel: "c", kind: "record", link: "AAA-BBB" }]));
  writeFileSync(join(folder, "summary.json"), "{}");
  const text = await check(folder);
  expect(text.code).toBe(1);
  expect(text.out).toContain("devices 1, events 1, violations ");
  expect(text.out).toContain("S1  phone at 1: group.released of AAA: ");
  const json = await check("--json", folder);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, devices: 1, events: 1 });
});
