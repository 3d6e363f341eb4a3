import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { createServer as createListener, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { builtApp } from "./corridor.ts";
import { Phone } from "./phone.ts";

/** The walkthrough of docs/founding.md, done by its own commands. */

const ROOT = join(import.meta.dirname, "../../..");
const home = mkdtempSync(join(tmpdir(), "vado-founding-"));
symlinkSync(ROOT, join(home, "vado"));
const children = new Set<ChildProcess>();
const servers = new Set<Server>();
afterAll(async () => {
  const ends = [...children].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of children) killGroup(child);
  await Promise.all(ends);
  for (const server of servers) server.close().closeAllConnections();
  rmSync(home, { recursive: true, force: true });
});

/** Shell, npm's runner and Vado: the group that this test has started. */
function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
}

interface Block {
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks in order, with ports of this test in place of the written ones. */
function blocksOf(text: string, ports: ReadonlyMap<string, number>): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({
    language,
    text: body.replaceAll(/\b7\d\d\d\b/g, (port) => String(ports.get(port) ?? port)),
  }));
}

const FUNCTION = /^vado\(\) \{.*\}$/m;
/** Commands that stay. */
const STAYS = /^vado (relay|desk) /;

async function freePorts(wanted: Iterable<string>): Promise<Map<string, number>> {
  const ports = new Map<string, number>();
  const held = [];
  for (const name of new Set(wanted)) {
    const listener = createListener().listen(0, "127.0.0.1");
    await new Promise((resolve) => listener.once("listening", resolve));
    ports.set(name, (listener.address() as AddressInfo).port);
    held.push(listener);
  }
  for (const listener of held) listener.close();
  return ports;
}

/** Thirty programs of one kind start one after the other; what they compile is kept between them. */
const ENVIRONMENT = { ...process.env, HOME: home, NODE_COMPILE_CACHE: join(home, "compiled") };

/** What a reader's shell does with the block. */
function shell(vado: string, text: string, env: Record<string, string> = {}): string {
  const done = spawnSync("bash", ["-euo", "pipefail", "-c", `${vado}\n${text}`], {
    cwd: home,
    encoding: "utf8",
    env: { ...ENVIRONMENT, ...env },
  });
  if (done.status !== 0) throw new Error(`ended with ${done.status}:\n${text}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Starts a command that stays, in its window; resolves with what it has said once `until` is among it. */
function windowOf(vado: string, text: string, until: RegExp): Promise<RegExpExecArray> {
  const child = spawn("bash", ["-c", `${vado}\n${text}`], {
    cwd: home,
    detached: true,
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const match = until.exec(said);
      if (match !== null) resolve(match);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", () => reject(new Error(`${text}\n${said}`)));
  });
}

/** What the written Caddyfile says, as far as this walkthrough uses it: one site, `/relay/*` to one port and all else to another. */
async function proxies(caddyfile: string): Promise<void> {
  const sites = caddyfile.matchAll(
    /^http:\/\/127\.0\.0\.1:(\d+) \{\s+handle_path \/relay\/\* \{\s+reverse_proxy 127\.0\.0\.1:(\d+)\s+\}\s+reverse_proxy 127\.0\.0\.1:(\d+)\s+\}/gm,
  );
  for (const [, port, relay, desk] of sites) {
    const server = createServer((incoming, answer) => {
      const url = incoming.url ?? "/";
      const toRelay = url.startsWith("/relay/");
      const { method, headers } = incoming;
      const onward = request(
        { host: "127.0.0.1", port: toRelay ? relay : desk, path: toRelay ? url.slice(6) : url, method, headers },
        (came) => {
          answer.writeHead(came.statusCode ?? 502, came.headers);
          came.pipe(answer);
        },
      );
      onward.on("error", () => answer.destroy());
      answer.on("close", () => onward.destroy());
      incoming.pipe(onward);
    });
    servers.add(server);
    await new Promise<void>((resolve) => server.listen(Number(port), "127.0.0.1", resolve));
  }
}

it("the walkthrough has the same commands in Spanish", () => {
  const [english, spanish] = ["founding.md", "fundacion.md"].map((name) =>
    blocksOf(readFileSync(join(ROOT, "docs", name), "utf8"), new Map()),
  );
  expect(english?.length).toBeGreaterThan(20);
  expect(spanish).toEqual(english);
});

it("the walkthrough for founding a corridor works as written: both officers are members and hear each other", async () => {
  const written = readFileSync(join(ROOT, "docs/founding.md"), "utf8");
  const ports = await freePorts(written.match(/\b7\d\d\d\b/g) ?? []);
  const blocks = blocksOf(written, ports);
  const vado = blocks.find(({ text }) => FUNCTION.test(text))?.text ?? "";
  const web = builtApp();
  const invites: string[] = [];
  const said: string[] = [];
  let phones: Phone[] = [];
  let lost: Record<string, string> = {};
  for (const { language, text } of blocks) {
    if (language === "" && text.includes("reverse_proxy")) await proxies(text);
    if (language !== "sh") continue;
    if (!STAYS.test(text)) {
      if (text.includes("vado device list")) phones = await firstOfficers(invites);
      if (text.includes("$DEVICE")) lost = lostDevice(vado, ports.get("7220"));
      said.push(shell(vado, text, lost));
      continue;
    }
    const isDesk = text.startsWith("vado desk ");
    // The app is built in a fresh clone's `npm test` too, but this test is not about it.
    const command = isDesk ? `${text.trim()} --web ${web}` : text;
    const heard = await windowOf(vado, command, isDesk ? /^Invite .*: (\S+)$/m : /^Vado relay at (\S+)$/m);
    if (isDesk) invites.push(heard[1] ?? "");
  }
  const printed = said.join("");
  for (const { enrolment } of phones)
    expect(printed).toMatch(new RegExp(`^puente  ${enrolment.device}  duty  member  last heard `, "m"));
  expect(printed).toContain("The files agree on every entry that they share.");
  recordsAreJudged(vado);
  // The revocation at the end is carried out by the other side's desk.
  const [sur, norte] = phones as [Phone, Phone];
  await sur.until("taken out", ({ standing }) => standing.removed);
  await norte.until("gone here", ({ members }) => members.every(({ device }) => device !== sur.enrolment.device));
  expect(sur.client.standing.removal?.reason).toBe("revoked");
}, 180_000);

/** Opens each invite as a browser would, and lets a line of chat pass in each direction. */
async function firstOfficers(invites: readonly string[]): Promise<Phone[]> {
  const phones: Phone[] = [];
  for (const invite of invites) {
    expect((await fetch(invite)).status).toBe(200);
    const [, desk = "", token = ""] = /^(http:.*)\/enter\/([\w-]{22})$/.exec(invite) ?? [];
    phones.push(await Phone.enrol(desk, token));
  }
  const [sur, norte] = phones as [Phone, Phone];
  await Promise.all(phones.map((phone) => phone.confirmed()));
  for (const [from, to] of [
    [sur, norte],
    [norte, sur],
  ] as const) {
    const intent = await from.act(() => ({ type: "message.sent", text: "buenos días" }));
    await expect
      .poll(async () => {
        await to.client.step(100);
        return (await to.client.log("ops")).some(({ text }) => text?.includes(intent) === true);
      })
      .toBe(true);
  }
  return phones;
}

/** VC21: a changed record is false with exit 1, a card too few is exit 2. */
function recordsAreJudged(vado: string): void {
  const path = join(home, "record-sur.jsonl");
  const text = readFileSync(path, "utf8");
  writeFileSync(join(home, "changed.jsonl"), text.replace(/"receivedAt":(\d+)\d,/, '"receivedAt":$10,'));
  const verify = (files: string, cards: string) => () => shell(vado, `vado record verify ${files} --agency ${cards}`);
  const cards = "carried/sur.json carried/norte.json";
  expect(verify("changed.jsonl", cards)).toThrow(/ended with 1[\s\S]*FALSE {2}K15/);
  expect(verify("record-sur.jsonl changed.jsonl", cards)).toThrow(/ended with 1[\s\S]*two stories/);
  expect(verify("record-sur.jsonl", "carried/sur.json")).toThrow(/ended with 2[\s\S]*rio-norte/);
  expect(verify("carried/charter.json", cards)).toThrow(/ended with 2[\s\S]*header/);
}

/** What `vado device list --keys` prints of the first officer. */
function lostDevice(vado: string, port: number | undefined): Record<string, string> {
  const command = `vado device list --keys --desk http://127.0.0.1:${port} --papers desk-sur/papers.json`;
  const line = /^puente {2}(\S+) {2}duty {2}member .* (\S{43})$/m.exec(shell(vado, command));
  return { DEVICE: line?.[1] ?? "", KEY: line?.[2] ?? "" };
}
