import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start, type Running } from "./app.ts";
import { MINUTE, overMidnight, publish } from "./figures.ts";

/** The board in a browser: nothing for axe, nothing beside the screen, nothing from elsewhere. */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "vado-board-"));
let browser: Browser;
let board: Running;

beforeAll(async () => {
  board = await start("--figures", folder);
  browser = await chromium.launch({
    executablePath: process.env["VADO_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
});
afterAll(async () => {
  await browser?.close();
  await board?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What axe finds, past the page's own policy: the engine is put in by the debugger. */
async function axeFinds(page: Page): Promise<unknown> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const { result } = await session.send("Runtime.evaluate", {
    expression:
      "axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))",
    awaitPromise: true,
  });
  return JSON.parse(String(result.value));
}

async function opened(query: string, width: number, height: number, script = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script });
  const page = await context.newPage();
  const elsewhere: string[] = [];
  page.on("request", (request) => request.url().startsWith(board.url) || elsewhere.push(request.url()));
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(`${board.url}/${query}`);
  expect(elsewhere).toEqual([]);
  // A browser asks for an icon by itself; there is none.
  expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  return page;
}

/** Figures of that age, once the board has seen them. */
async function published(groups: number, age: number | "over midnight", ok: boolean): Promise<void> {
  const file = join(folder, "board-MAT-BRO.json");
  // An older file than the last one would change nothing; one that was taken away and came back does.
  rmSync(file, { force: true });
  await expect.poll(async () => ((await health()) as { links: number }).links, { timeout: 5_000 }).toBe(0);
  const now = Date.now();
  publish(folder, { groups, ...(age === "over midnight" ? overMidnight(now) : { asOf: now - age }) });
  await expect.poll(health, { timeout: 5_000 }).toMatchObject({ links: 1, ok });
}

const health = async (): Promise<unknown> => (await fetch(`${board.url}/health`)).json();
const width = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollWidth");
const height = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollHeight");

test.each(["light", "dark", "sun"])(
  "axe finds nothing in %s at 360, 768 and 1440, and nothing is wider than the screen",
  async (theme) => {
    await published(14, 0, true);
    for (const [w, lang] of [
      [360, "es"],
      [768, "en"],
      [1_440, "es"],
    ] as const) {
      const page = await opened(`?lang=${lang}&theme=${theme}`, w, 900);
      expect(await axeFinds(page)).toEqual([]);
      expect(await width(page)).toBe(w);
      await page.context().close();
    }
  },
);

test.each(["light", "dark", "sun"])(
  "on a wall in %s everything stands on one screen of 1920 by 1080, old figures too",
  async (theme) => {
    for (const [groups, age, ok] of [
      [20, 0, true],
      [20, 20 * MINUTE, false],
      [20, "over midnight", false],
      [4, 0, true],
    ] as const) {
      await published(groups, age, ok);
      for (const [lang, number] of [
        ["es", 1],
        ["en", 1],
        ["es", 3],
      ] as const) {
        const page = await opened(`?big&lang=${lang}&theme=${theme}&page=${number}`, 1_920, 1_080);
        expect(await axeFinds(page)).toEqual([]);
        expect([await width(page), await height(page)]).toEqual([1_920, 1_080]);
        await page.context().close();
      }
    }
  },
);

test("on paper it is a table with its heads, without links that paper cannot follow", async () => {
  await published(20, 0, true);
  const page = await opened("?lang=es&theme=dark", 700, 1_000);
  await page.emulateMedia({ media: "print" });
  for (const name of ["nav", "footer"]) expect(await page.locator(name).isVisible(), name).toBe(false);
  const [head, cell] = await Promise.all(
    ["thead th", "tbody tr:last-child td"].map((name) => page.locator(`${name}:nth-child(5)`).boundingBox()),
  );
  expect(head?.x).toBe(cell?.x);
  expect(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")).toBe("rgb(255, 255, 255)");
  await page.context().close();
});

test("without script a wall goes on to its next screen by itself", async () => {
  await published(20, 0, true);
  const page = await opened("?big&lang=es&page=3&alternate", 1_920, 1_080, false);
  expect(await page.locator(".more").textContent()).toBe("Página 3 de 3");
  await page.waitForURL(/lang=en/, { timeout: 20_000 });
  expect(await page.locator(".more").textContent()).toContain("Page 1 of 3");
  await page.context().close();
});

test("without script a page left open says that it has become old, and takes back what it promised", async () => {
  await published(20, 0, true);
  const page = await opened("?lang=es", 1_440, 900, false);
  const [old, promise] = [page.locator(".old"), page.locator("td").filter({ hasText: "unos" }).first()];
  expect([await old.isVisible(), await promise.isVisible()]).toEqual([false, true]);
  // A quarter of an hour in less than a second.
  const session = await page.context().newCDPSession(page);
  await session.send("Animation.enable");
  await session.send("Animation.setPlaybackRate", { playbackRate: 2_000 });
  await old.waitFor({ state: "visible", timeout: 5_000 });
  expect(await promise.isVisible()).toBe(false);
  await page.context().close();
});
