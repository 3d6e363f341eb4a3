import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { enrolDevice, httpTransport } from "@vado/client";
import { fetchWithin, nodeCrypto, nodeEntropy, systemClock } from "@vado/host";
import { base64url, encodeBase64 } from "@vado/protocol";

const folder = mkdtempSync(join(tmpdir(), "vado-relay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = join(import.meta.dirname, "../src/main.ts");
const id = (): string => base64url(nodeEntropy.bytes(16));
const account = { id: id(), keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
const accounts = join(folder, "accounts.json");
writeFileSync(
  accounts,
  JSON.stringify({ accounts: [{ id: account.id, publicKey: encodeBase64(account.keys.publicKey) }] }),
);

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  firstLine(): Promise<string>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ["--no-warnings", main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const line = new Promise<string>((resolve) =>
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes("\n")) resolve(stdout.split("\n")[0] ?? "");
    }),
  );
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })),
  );
  return {
    child,
    ended,
    firstLine: () => Promise.race([line, ended.then(({ stderr: text }) => Promise.reject(new Error(text)))]),
  };
}

async function start(data: string): Promise<Run & { url: string }> {
  const started = run("--data", data, "--accounts", accounts, "--port", "0");
  const url = /^Vado relay at (http:\/\/127\.0\.0\.1:\d+)$/.exec(await started.firstLine())?.[1] ?? "";
  return { ...started, url };
}

async function enrolled(url: string) {
  const keys = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
  const device = { id: id(), privateKey: keys.privateKey };
  const ports = { clock: systemClock, crypto: nodeCrypto, entropy: nodeEntropy, fetch: fetchWithin() };
  await enrolDevice({
    ...ports,
    url,
    account: { id: account.id, privateKey: account.keys.privateKey },
    device: { id: device.id, publicKey: keys.publicKey, expiresAt: Date.now() + 3_600_000 },
  });
  return (at: string) => httpTransport({ ...ports, url: at, device });
}

test("RO3 the process serves over HTTP; after kill -9 and a restart the same key has its one answer, and devices stay enrolled", async () => {
  const data = join(folder, "one");
  const first = await start(data);
  const transportAt = await enrolled(first.url);
  const channel = id();
  const frame = { channel, kind: "message", key: id(), expectCommit: 0, bytes: new Uint8Array(2_048) } as const;
  const answer = await transportAt(first.url).append(frame);
  expect(answer).toMatchObject({ kind: "stored", seq: 1 });
  first.child.kill("SIGKILL");
  await first.ended;

  const second = await start(data);
  const transport = transportAt(second.url);
  expect(await transport.append(frame)).toEqual(answer);
  const waiting = transport.pull([{ channel, after: 1 }], 5_000);
  const begun = Date.now();
  await transport.append({ ...frame, key: id() });
  expect((await waiting).map(({ seq }) => seq)).toEqual([2]);
  expect(Date.now() - begun).toBeLessThan(4_000);
  second.child.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
});

test("RO1 SIGTERM ends waiting streams and the process, with 0; its log holds no id", async () => {
  const relay = await start(join(folder, "two"));
  const transportAt = await enrolled(relay.url);
  const channel = id();
  const waiting = transportAt(relay.url).pull([{ channel, after: 0 }], 30_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const begun = Date.now();
  relay.child.kill("SIGTERM");
  expect(await waiting).toEqual([]);
  const { code, stderr } = await relay.ended;
  expect(code).toBe(0);
  expect(Date.now() - begun).toBeLessThan(3_000);
  const events = stderr
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toEqual(["device-enrolled", "stopping", "stopped"]);
  for (const secret of [channel, account.id, "127.0.0.1"]) expect(stderr).not.toContain(secret);
});

test("RO4 what the operator got wrong is one sentence and exit 2: options, accounts, data, port, a second relay", async () => {
  const sentence = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args).ended;
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    return stderr.trim();
  };
  const data = join(folder, "three");
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const port = String((taken.address() as AddressInfo).port);
  const malformed = join(folder, "bad.json");
  writeFileSync(malformed, "{}");
  const blocked = join(folder, "file");
  writeFileSync(blocked, "");
  expect(await sentence("--speed", "9")).toBe("Unknown option '--speed'; see --help.");
  expect(await sentence("--rate", "0")).toBe("--rate must be a whole number from 1 to 100000.");
  expect(await sentence("--port", "65536")).toContain("--port must be a whole number");
  expect(await sentence("--data", data, "--accounts", join(folder, "none.json"))).toContain("can't be read");
  expect(await sentence("--data", data, "--accounts", malformed)).toContain(malformed);
  expect(await sentence("--data", join(blocked, "x"), "--accounts", accounts)).toContain("can't be made");
  expect(await sentence("--data", data, "--accounts", accounts, "--port", port)).toContain(
    `Port ${port} on 127.0.0.1 is taken`,
  );
  taken.close();
  const running = await start(data);
  expect(await sentence("--data", data, "--accounts", accounts, "--port", "0")).toContain("in use by another process");
  running.child.kill("SIGTERM");
  await running.ended;
});

test("RO4 --help tells every option and exits 0", async () => {
  const { code, stdout } = await run("--help").ended;
  expect(code).toBe(0);
  for (const option of ["--data", "--accounts", "--host", "--port"]) expect(stdout).toContain(option);
});
