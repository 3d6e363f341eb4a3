import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFinds } from "./gallery/axe.ts";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** axe finds nothing on any screen, at any width, in any theme; and nothing is wider than the window. */

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1_024 },
  { width: 1_440, height: 900 },
] as const;
const THEMES = ["light", "dark", "sun"] as const;
const SCREENS = [
  "screen=room&scene=busy&as=receiving-duty&lang=es",
  "screen=room&scene=held&as=sending-duty&lang=en",
  "screen=room&scene=busy&as=sending-duty&line=offline&lang=es",
  "screen=room&scene=rare&as=sending-supervisor&lang=es",
  "screen=room&scene=empty&as=receiving-duty&lang=en",
  "screen=room&scene=unknown&as=receiving-supervisor&line=joining&lang=es",
  "screen=phone&scene=busy&as=sending-field&lang=es",
  "screen=phone&scene=held&as=receiving-field&lang=en",
] as const;

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(async () => gallery?.close());

/** Each theme in turn: colours are all that changes. */
async function judged(page: Page, themes: readonly string[] = THEMES): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
    await page.waitForTimeout(60);
    for (const fault of await axeFinds(page)) found.push(`${theme}: ${fault}`);
  }
  return found;
}

async function shown(query: string, size: { width: number; height: number }): Promise<Page> {
  const page = await gallery.browser.newPage({ viewport: size, reducedMotion: "reduce" });
  await page.goto(`${gallery.url}?${query}`);
  await page.waitForSelector("[data-drawn]");
  return page;
}

describe.each(SIZES)("at $width pixels", (size) => {
  it.each(SCREENS)("%s", { timeout: 60_000 }, async (query) => {
    const page = await shown(query, size);
    expect(await judged(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await page.close();
  });
});

describe("a drill's view", () => {
  it.each(["screen=room&scene=drill&as=receiving-duty&lang=es", "screen=phone&scene=drill&lang=en"])(
    "%s, at every width",
    { timeout: 90_000 },
    async (query) => {
      for (const size of SIZES) {
        const page = await shown(query, size);
        await page.getByRole("button", { name: /Entrar en el simulacro|Enter the drill/ }).click();
        await page.waitForSelector(".drill-band");
        expect(await judged(page)).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide).toBeLessThanOrEqual(0);
        await page.close();
      }
    },
  );
});

describe("dialogs of rare acts", () => {
  it.each([
    ["YWZ-CGP", "receiving-duty", /Corregir conteo|Responder conteo/],
    ["D7X-YWF", "sending-supervisor", /Responder desvío/],
    ["D7X-YWF", "sending-supervisor", /Qué hacer/],
    ["D7X-YWF", "sending-supervisor", /Regresan/],
    ["K7B-SQG", "sending-supervisor", /Retirar el grupo/],
    ["K7B-SQG", "sending-supervisor", /Dejar de lado regla/],
    [null, "receiving-duty", /^Simulacro/],
  ] as const)("%s, %s: %s", { timeout: 60_000 }, async (code, as, verb) => {
    const page = await shown(`screen=room&scene=rare&as=${as}&lang=es`, SIZES[2]);
    if (code !== null) await page.locator("[role=option]", { hasText: code }).first().dblclick();
    await page.getByRole("button", { name: verb }).first().click();
    await page.waitForSelector("dialog[open]");
    expect(await judged(page, ["light", "dark"])).toEqual([]);
    await page.close();
  });
});

describe("the control room's tabs and dialogs", () => {
  const tabs = ["group", "log", "safety", "team", "terms"] as const;
  it.each(tabs)("tab %s", { timeout: 60_000 }, async (key) => {
    const page = await shown("screen=room&scene=held&as=receiving-duty&lang=es", SIZES[2]);
    await page.click(`[role="tab"][data-key="${key}"]`);
    expect(await judged(page)).toEqual([]);
    await page.close();
  });

  it.each([
    ["receiving", "g"],
    ["receiving", "d"],
    ["sending", "c"],
    ["sending", "r"],
    ["sending", "l"],
    ["sending", "?"],
  ])("%s, key %s", { timeout: 60_000 }, async (side, key) => {
    const page = await shown(`screen=room&scene=busy&as=${side}-duty&lang=es`, SIZES[2]);
    await page.keyboard.press(key);
    await page.waitForSelector("dialog[open]");
    expect(await judged(page, ["light", "dark"])).toEqual([]);
    await page.close();
  });
});
