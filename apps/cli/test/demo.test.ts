import { createHash } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request as askSecurely } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "vado-cli-"));
const temporary = join(folder, "tmp");
const web = join(folder, "dist");
mkdirSync(temporary);
mkdirSync(web);
for (const name of ["demo.html", "index.html"]) writeFileSync(join(web, name), "<!doctype html><title>Vado</title>");
const PAGE = createHash("sha256").update("<!doctype html><title>Vado</title>").digest("hex");
writeFileSync(
  join(web, "app-list.json"),
  JSON.stringify({ v: 1, version: "0.1.0", files: [{ path: "index.html", sha256: PAGE }] }),
);
const main = join(import.meta.dirname, "../src/main.ts");
const running = new Set<ChildProcess>();
/** For a machine that does much else beside. */
const MINUTES = 5 * 60_000;

afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  readonly ended: Promise<number | null>;
}

function vado(...args: string[]): Run {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    env: { ...process.env, TMPDIR: temporary, PORT: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (text) => (said.out += String(text)));
  child.stderr.on("data", (text) => (said.err += String(text)));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  void ended.then(() => running.delete(child));
  return { child, said, ended };
}

const demo = (...args: string[]): Run => vado("demo", "--no-open", "--web", web, ...args);

async function until(so: () => boolean, what: string, ms = MINUTES): Promise<void> {
  for (const end = Date.now() + ms; !so(); await sleep(20)) if (Date.now() > end) throw new Error(what);
}

/** Processes that a process started, and theirs. */
function offspring(pid: number): number[] {
  const stats = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = stats.filter((name) => parentOf(Number(name)) === pid).map(Number);
  return children.flatMap((child) => [child, ...offspring(child)]);
}

/** 0 for a process that is gone, or waits only to be counted. */
function parentOf(pid: number): number {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return state === "Z" ? 0 : Number(parent);
  } catch {
    return 0;
  }
}

describe.skipIf(process.platform !== "linux")("vado demo as a process", () => {
  test(
    "M1 under TLS by the local authority: other hosts get in by the first-run link; it ends at once and leaves nothing",
    async () => {
      const tls = join(folder, "tls");
      const made = vado("certificate", "--out", tls, "--host", "vado.local");
      expect(await made.ended).toBe(0);
      expect(made.said.out).toContain("--cert");
      const keys = ["--cert", join(tls, "server.crt"), "--key", join(tls, "server.key")];
      const one = demo("--host", "0.0.0.0", "--port", "0", ...keys);
      await until(() => one.said.out.includes("Ctrl-C") || one.child.exitCode !== null, one.said.err);
      expect(one.said.err).toMatch(/Alive after \d/);
      const port = Number(/https:\/\/localhost:(\d+)\//.exec(one.said.out)?.[1]);
      const key = /\?key=([\w-]{22})/.exec(one.said.out)?.[1] ?? "";
      // The code for phones.
      expect(one.said.out).toContain("█");

      const ca = readFileSync(join(tls, "ca.crt"), "utf8");
      const get = (path: string, headers: Record<string, string>): Promise<IncomingMessage> =>
        new Promise((resolve, reject) => {
          const options = { host: "127.0.0.1", port, servername: "vado.local", ca, path, headers };
          const request = askSecurely(options, (answer) => resolve(answer.resume()));
          request.on("error", reject).end();
        });
      const host = `vado.local:${port}`;
      expect((await get("/api/demo/status", { host: `localhost:${port}` })).statusCode).toBe(200);
      expect((await get("/api/demo/status", { host })).statusCode).toBe(401);
      const entered = await get(`/?key=${key}`, { host });
      const [cookie = ""] = entered.headers["set-cookie"] ?? [];
      expect([entered.statusCode, entered.headers.location]).toEqual([303, "/"]);
      expect(cookie).toContain("; Secure");
      const admitted = { host, cookie: cookie.split(";")[0] ?? "" };
      for (const path of ["/", "/api/demo/status", "/relay/v1/health", "/sending/api/health"])
        expect((await get(path, admitted)).statusCode, path).toBe(200);

      const page = await get("/sending/enter/0123456789012345678901", admitted);
      expect(page.statusCode).toBe(403);

      const second = demo("--port", String(port));
      expect(await second.ended).toBe(2);
      expect(second.said.err).toContain(`Port ${port} is taken; choose another: PORT=${port + 1} npm start`);

      const pids = offspring(one.child.pid ?? 0);
      expect(pids.length).toBeGreaterThanOrEqual(3);
      const asked = Date.now();
      one.child.kill("SIGTERM");
      expect(await one.ended).toBe(0);
      expect(Date.now() - asked).toBeLessThan(5_000);
      expect(pids.filter((pid) => parentOf(pid) !== 0)).toEqual([]);
      expect(readdirSync(temporary)).toEqual([]);
    },
    MINUTES,
  );

  test(
    "M2 called off while it starts it ends as soon, and leaves nothing",
    async () => {
      const one = demo("--port", "0");
      await until(() => one.said.err.includes("Starting desks"), one.said.err);
      one.child.kill("SIGINT");
      expect(await one.ended).toBe(0);
      expect(readdirSync(temporary)).toEqual([]);
    },
    MINUTES,
  );

  test(
    "M3 its children die with it, however it dies",
    async () => {
      const one = demo("--port", "0");
      await until(() => one.said.err.includes("The first group"), one.said.err);
      const pids = offspring(one.child.pid ?? 0);
      expect(pids.length).toBeGreaterThanOrEqual(3);
      one.child.kill("SIGKILL");
      await one.ended;
      await until(() => pids.every((pid) => parentOf(pid) === 0), "a child lives on", 10_000);
      for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
    },
    MINUTES,
  );

  test.each([
    ["one half of TLS", ["--cert", "x.pem"], "TLS needs both --cert and --key"],
    ["a certificate that is none", ["--cert", main, "--key", main], "holds no certificate in PEM form"],
    ["no built app", ["--web", folder], "npm start builds it"],
    ["a scenario of four links", ["--scenario", scenario("darien-2023-10")], "plays scenarios with one link"],
    ["no scenario", ["--scenario", "nowhere.json"], "cannot be read"],
    ["a pace beyond the limit", ["--pace", "241"], "whole number from 0 to 240"],
    ["a folder that is used", ["--data", folder], "is not empty"],
  ])("M4 %s is one sentence and exit code 2", async (_name, args, sentence) => {
    const one = demo("--port", "0", ...args);
    expect(await one.ended).toBe(2);
    expect(one.said.err).toContain(sentence);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

function scenario(name: string): string {
  return join(import.meta.dirname, `../../../scenarios/${name}.json`);
}
