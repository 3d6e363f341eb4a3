import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { styleOf } from "@vado/board";
import { get } from "node:http";
import { afterAll, expect, test } from "vitest";
import { run, start } from "./app.ts";
import { codeAt, figuresOf, MINUTE, publish, publishText } from "./figures.ts";

const folders: string[] = [];
const running: { stop(): Promise<unknown> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((board) => board.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vado-board-"));
  folders.push(folder);
  return folder;
}

async function board(folder: string, ...args: string[]): Promise<Awaited<ReturnType<typeof start>>> {
  const started = await start("--figures", folder, ...args);
  running.push(started);
  return started;
}

const text = async (url: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(url, { headers: { "accept-language": "en", ...headers } })).text();

/** Asks until the answer has it; a change of a file is seen within a quarter of a second. */
async function until(url: string, has: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const page = await text(url);
    if (page.includes(has)) return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} never said ${has}`);
}

/** Bytes that really come over the wire. */
function wireBytes(url: string): Promise<{ bytes: Buffer; encoding: string | undefined }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ bytes: Buffer.concat(chunks), encoding: response.headers["content-encoding"] }),
      );
    }).on("error", reject);
  });
}

test("shows what is published, and what is published later", async () => {
  const folder = newFolder();
  const { url } = await board(folder);
  expect(await text(url)).toContain("This board has not received any figures yet");
  const now = Date.now();
  publish(folder, { asOf: now, groups: 5, receivedToday: 77 });
  const page = await until(url, "77 people");
  for (let at = 0; at < 5; at++) expect(page).toContain(codeAt(at));
  publish(folder, { asOf: now + 1, groups: 2, receivedToday: 78 });
  expect(await until(url, "78 people")).not.toContain(codeAt(4));
  publish(folder, { link: "X-Y", asOf: now, groups: 0 });
  expect(await until(url, "X-Y")).toContain("MAT-BRO");
  rmSync(join(folder, "board-X-Y.json"));
  await expect.poll(() => text(url), { timeout: 5_000 }).not.toContain("X-Y");
});

test("a bad file, an older one and one under another name change nothing: the last good figures stay", async () => {
  const folder = newFolder();
  const { url } = await board(folder);
  const now = Date.now();
  publish(folder, { asOf: now, groups: 3, receivedToday: 77 });
  await until(url, "77 people");
  const spoiled = [
    "{",
    "null",
    JSON.stringify({ ...figuresOf({ asOf: now, groups: 1 }), extra: 1 }),
    JSON.stringify(figuresOf({ asOf: now + 1, groups: 1, link: "OTHER" })),
    JSON.stringify(figuresOf({ asOf: now - MINUTE, groups: 1, receivedToday: 11 })),
    " ".repeat(600 * 1_024),
  ];
  for (const [at, bad] of spoiled.entries()) {
    publishText(folder, "MAT-BRO", bad);
    await expect
      .poll(async () => (await fetch(`${url}/health`)).json() as Promise<unknown>, { timeout: 5_000 })
      .toMatchObject({ ok: true, links: 1, unusableFiles: 1 });
    expect(await text(url), `file ${at}`).toContain("77 people");
    publish(folder, { asOf: now + at, groups: 3, receivedToday: 77 });
    await expect
      .poll(async () => (await fetch(`${url}/health`)).json() as Promise<unknown>, { timeout: 5_000 })
      .toMatchObject({ unusableFiles: 0 });
  }
  // The folder is gone: what is known stays until it is old.
  rmSync(folder, { recursive: true });
  await expect
    .poll(async () => (await fetch(`${url}/health`)).json() as Promise<unknown>, { timeout: 5_000 })
    .toMatchObject({ ok: true, folderAway: true });
  expect(await text(url)).toContain("77 people");
});

test("figures that have grown old promise nothing, and health says so", async () => {
  const folder = newFolder();
  publish(folder, { asOf: Date.now() - 16 * MINUTE, groups: 4 });
  const { url } = await board(folder);
  const page = await text(url);
  expect(page).toContain("Old figures");
  expect(page).not.toContain("Go now");
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([
    503,
    { ok: false, links: 1, stale: 1, unusableFiles: 0, folderAway: false },
  ]);
});

test("time can be handed out: figures of another day are judged by the conductor's clock, and before it speaks nothing is promised", async () => {
  const folder = newFolder();
  const then = Date.UTC(2023, 4, 11, 21, 5);
  publish(folder, { asOf: then, groups: 4 });
  const { url, child } = await board(folder, "--conducted");
  expect(await text(url)).toContain("Old figures");
  child.send({ tick: { virtual: then + MINUTE, real: Date.now(), pace: 0, limit: then + MINUTE } });
  const page = await until(url, "Go now");
  expect(page).toContain("11 May 2023, 16:05");
  child.send({ tick: { virtual: then + 15 * MINUTE + 1, real: Date.now(), pace: 0, limit: Infinity } });
  child.send({ tick: { virtual: then + 15 * MINUTE + 1, real: Date.now(), pace: 0, limit: then + 15 * MINUTE + 1 } });
  expect(await until(url, "Old figures")).not.toContain("Go now");
});

test("the page has no script, one style by its hash, and nothing from elsewhere; it may be kept but is asked for anew", async () => {
  const folder = newFolder();
  publish(folder, { asOf: Date.now(), groups: 4 });
  const { url } = await board(folder);
  const response = await fetch(url, { headers: { "accept-language": "es-MX,es;q=0.9" } });
  const page = await response.text();
  const hash = createHash("sha256").update(styleOf(page)).digest("base64");
  expect(response.headers.get("content-security-policy")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
  );
  expect(page).toContain('<html lang="es"');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-language": "es",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    vary: "accept-language, save-data, accept-encoding",
  });
  expect(response.headers.get("refresh")).toBeNull();
  const etag = response.headers.get("etag") ?? "";
  const again = await fetch(url, { headers: { "accept-language": "es", "if-none-match": etag } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const figures = await fetch(`${url}/figures.json`);
  expect(figures.headers.get("access-control-allow-origin")).toBe("*");
  expect(await figures.json()).toMatchObject({ v: 1, boards: [{ link: "MAT-BRO" }] });
});

test("over the wire a board of 40 groups takes at most 30 KB with its fonts, and none for whoever saves data", async () => {
  const folder = newFolder();
  publish(folder, { asOf: Date.now(), groups: 40 });
  const { url } = await board(folder);
  const page = await wireBytes(url);
  const fonts = await Promise.all(["words", "codes"].map((name) => wireBytes(`${url}/${name}.woff2`)));
  expect(page.encoding).toBe("gzip");
  const plain = gunzipSync(page.bytes).toString();
  for (const name of ["words", "codes"]) expect(plain).toContain(`url(${name}.woff2)`);
  expect(Buffer.byteLength(plain)).toBeLessThanOrEqual(30 * 1_024);
  expect(fonts.every(({ bytes }) => bytes.subarray(0, 4).toString() === "wOF2")).toBe(true);
  const all = [page, ...fonts].reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(all).toBeLessThanOrEqual(30 * 1_024);
  expect(await text(url, { "save-data": "on" })).not.toContain("woff2");
});

test("a wall's browser is told what comes next, by a header", async () => {
  const folder = newFolder();
  publish(folder, { asOf: Date.now(), groups: 10 });
  const { url } = await board(folder);
  const refresh = async (query: string): Promise<string | null> =>
    (await fetch(`${url}/${query}`)).headers.get("refresh");
  expect(await refresh("?big&lang=es&theme=dark&alternate")).toBe("20; url=?big&lang=es&theme=dark&page=2&alternate");
  expect(await refresh("?big&lang=es&page=2&alternate")).toBe("12; url=?big&lang=en&alternate");
  expect(await refresh("?big&lang=es&page=2")).toBe("12; url=?big&lang=es");
});

test("a page loads itself anew only for a reader who asked for that, and can be told to stop", async () => {
  const folder = newFolder();
  publish(folder, { asOf: Date.now(), groups: 1 });
  const { url } = await board(folder);
  const plain = await fetch(`${url}/?lang=en&theme=sun`);
  expect(plain.headers.get("refresh")).toBeNull();
  expect(await plain.text()).toContain('<a href="?lang=en&amp;theme=sun&amp;auto">Keep up to date</a>');
  const auto = await fetch(`${url}/?lang=en&theme=sun&auto`);
  expect(auto.headers.get("refresh")).toBe("20");
  expect(await auto.text()).toContain('<a href="?lang=en&amp;theme=sun">Stop updating</a>');
});

test("everything else is refused: other paths, other methods", async () => {
  const { url } = await board(newFolder());
  expect((await fetch(`${url}/board-MAT-BRO.json`)).status).toBe(404);
  expect((await fetch(`${url}/..%2f..%2fetc/passwd`)).status).toBe(404);
  const posted = await fetch(url, { method: "POST", body: "x" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("what the operator got wrong is one sentence and exit 2; --help tells every option; SIGTERM ends it with 0", async () => {
  const sentence = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    return stderr.trim();
  };
  expect(await sentence("--speed", "9")).toBe("Unknown option '--speed'; see --help.");
  expect(await sentence("--port", "65536")).toBe("--port must be a whole number from 0 to 65535.");
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const port = String((taken.address() as AddressInfo).port);
  expect(await sentence("--port", port)).toContain(`Port ${port} on 127.0.0.1 is taken`);
  taken.close();
  const help = await run("--help");
  expect(help.code).toBe(0);
  for (const option of ["--figures", "--host", "--port", "--conducted"]) expect(help.stdout).toContain(option);
  const folder = newFolder();
  writeFileSync(join(folder, "notes.txt"), "nothing of ours");
  const running = await start("--figures", folder);
  expect((await fetch(`${running.url}/health`)).status).toBe(503);
  expect(await running.stop()).toBe(0);
});
