import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sqliteFrameStore } from "@vado/host";

/** Starts the appender, kills it with SIGKILL after `ms`; gives what it had acknowledged: `key seq` lines. */
async function appendAndKill(path: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--no-warnings", join(import.meta.dirname, "appender.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (output === "") setTimeout(() => child.kill("SIGKILL"), ms);
    output += chunk.toString();
  });
  await new Promise((resolve) => child.on("close", resolve));
  return output.split("\n").slice(0, -1);
}

test("RD1 kill -9 in the middle of appends, again and again: nothing acknowledged is lost, moved or doubled", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vado-kill-"));
  const path = join(folder, "relay.db");
  const acknowledged = new Map<string, number>();
  for (const ms of [40, 90, 17, 60]) {
    for (const line of await appendAndKill(path, ms)) {
      const [key = "", seq] = line.split(" ");
      acknowledged.set(key, Number(seq));
    }
  }
  const store = await sqliteFrameStore(path);
  const frames = await store.read("k".repeat(24), 0, 1_000_000, 1e9);
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i + 1));
  expect(new Set(frames.map(({ key }) => key)).size).toBe(frames.length);
  const stored = new Map(frames.map(({ key, seq }) => [key, seq]));
  expect(acknowledged.size).toBeGreaterThan(100);
  for (const [key, seq] of acknowledged) expect(stored.get(key)).toBe(seq);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
