import { readFileSync, readdirSync, statSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { VaultKey, silentLog, systemWaitableClock } from "@vado/host";
import type { DeskPapers } from "@vado/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sealPapers } from "../src/papers.ts";
import { readPapers, startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor, writePapers } from "./corridor.ts";
import { Phone, bytes, invite } from "./phone.ts";

/** What a thief of the desk's disk reads. */

const DESK = join(import.meta.dirname, "../src/main.ts");
const GROUP = "K7Q2MX";
const CHAT = "the bus is at the second gate";
const data = join(freshFolder(), "data");
const web = builtApp();
const key = VaultKey.fresh();
let papers: DeskPapers;
let relay: Awaited<ReturnType<typeof relayFor>>;
let desk: Desk;
let phone: Phone;
const others: Desk[] = [];

const start = (of: DeskPapers, folder: string, sealed: Partial<Parameters<typeof startDesk>[0]> = {}): Promise<Desk> =>
  startDesk({
    papers: of,
    data: folder,
    host: "127.0.0.1",
    port: 0,
    web,
    clock: systemWaitableClock,
    publish: null,
    log: silentLog,
    ...sealed,
  });

beforeAll(async () => {
  const corridor = await found();
  relay = await relayFor(corridor);
  papers = await papersOf(corridor, "sending", relay.url);
  desk = await start(papers, data, { key: () => key });
  others.push(await start(await papersOf(corridor, "receiving", relay.url), join(freshFolder(), "d")));
  phone = await Phone.enrol(desk.url, await invite(desk.url, TOKENS.operator, "field"));
  await phone.confirmed();
  await phone.act(() => ({ type: "message.sent", text: `${CHAT} for ${GROUP}` }) as never);
}, 60_000);
afterAll(async () => {
  for (const one of others) await one.close();
  await relay.close();
});

const files = (folder: string): Buffer =>
  Buffer.concat(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );

it("DA1 the data folder holds no chat, no key, no paper and no officer, while it is used and after", async () => {
  const open = files(data);
  expect(readdirSync(data).some((name) => name.endsWith("-wal"))).toBe(true);
  await desk.close();
  const closed = files(data);
  const [link] = papers.links;
  if (link === undefined) throw new Error("no link");
  const secrets = [
    link.issuer.privateKey,
    link.archive.signatureKey,
    link.archive.api.privateKey,
    link.channels.ops.outerKey,
    link.channels.record.outerKey,
    papers.account.privateKey,
  ];
  const never: (string | Buffer)[] = [
    CHAT,
    GROUP,
    "message.sent",
    TOKENS.operator,
    phone.enrolment.device,
    phone.enrolment.certificate,
    ...secrets,
    ...secrets.map((one) => Buffer.from(bytes(one))),
  ];
  for (const disk of [open, closed])
    for (const one of never) expect(disk.includes(one), one.toString("latin1")).toBe(false);
});

it("DA2 the same data opens with its key only", async () => {
  await expect(start(papers, data, { key: () => VaultKey.fresh() })).rejects.toThrow("another key");
  await expect(start(papers, data)).rejects.toThrow("is sealed");
  others.push(await start(papers, data, { key: () => key }));
});

it("DA3 papers are sealed in their place once the desk has started with them, and open again with its key only", async () => {
  const file = writePapers(papers);
  const folder = join(file, "..", "data");
  const run = async (...args: string[]) => {
    const own = ["--papers", file, "--data", folder, "--web", web, "--port", "0"];
    const child = spawn(process.execPath, ["--no-warnings", DESK, ...own, ...args]);
    child.stdin.end("a passphrase of a desk\n");
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const started = new Promise<void>((resolve) =>
      child.stdout.on("data", (chunk: Buffer) => chunk.toString().includes("Vado desk at") && resolve()),
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    await Promise.race([started, ended]);
    child.kill("SIGTERM");
    await ended;
    return said;
  };
  for (let times = 0; times < 2; times++) {
    expect(await run("--passphrase")).toContain('"event":"stopped"');
    const disk = files(join(file, ".."));
    for (const secret of [papers.links[0]?.issuer.privateKey ?? "", TOKENS.operator]) {
      expect(secret).not.toBe("");
      expect(disk.includes(secret)).toBe(false);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(await run()).toContain("under a passphrase");
  expect(await run("--key", join(file, "..", "other.key"))).toContain("another key");
}, 60_000);

it("DA4 sealing papers that are sealed already changes nothing", () => {
  const file = writePapers(papers);
  sealPapers(file, key);
  const once = readFileSync(file, "utf8");
  sealPapers(file, key);
  expect(readFileSync(file, "utf8")).toBe(once);
  expect(readPapers(file, () => key)).toEqual(papers);
});
