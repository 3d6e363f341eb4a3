import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HostError } from "@vado/host";
import { expect, test } from "vitest";
import { groundError, startChild } from "../src/replay/ipc.ts";

test("W13 a full disk is one sentence, a bug is none", () => {
  const full = groundError(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
  expect(full).toMatchObject({ name: "HostError", exitCode: 2, code: "disk-full" });
  expect(groundError(new Error("a bug"))).toBeNull();
});

test("W13 what the ground under a child cannot do reaches the parent as one sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vado-ground-"));
  writeFileSync(join(folder, "relay.db"), "this is no database, and long enough to be taken for one by nobody");
  const child = startChild(new URL("../src/replay/relay-process.ts", import.meta.url));
  try {
    const start = child.call("start", { data: folder, port: 0, accounts: new Map(), capture: null });
    await expect(start).rejects.toBeInstanceOf(HostError);
    await expect(start).rejects.toThrow(/relay\.db/);
  } finally {
    await child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
