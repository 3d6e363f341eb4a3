import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeFinds } from "./gallery/axe.ts";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** A fork alarm in the control room: what to do, step by step. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
});
afterAll(() => gallery.close());

const dialog = () => page.locator("dialog[open]");

async function open(query: string): Promise<void> {
  await page.goto(`${gallery.url}?screen=room&scene=busy&line=fork&lang=en&${query}`);
  await page.waitForSelector("[data-drawn]");
  await page.getByRole("button", { name: "Settle step by step" }).click();
}

it("shows whose log differs, the code to compare and who has said what, and takes this side's word", async () => {
  await open("as=sending-duty");
  const text = await dialog().innerText();
  expect(text).toContain("MAT-BRO.sending.field has another log");
  expect(await dialog().getByRole("list", { name: "Channel code" }).getByRole("listitem").count()).toBe(6);
  expect(text).toContain("Sending side: its log is the same as this device's.");
  expect(text).toContain("Receiving side: no matching sign since the alarm.");
  expect(text).toContain("Receiving side: settled.");
  const button = dialog().getByRole("button", { name: "Say it is settled" });
  expect(await button.isDisabled()).toBe(true);
  await dialog().getByLabel("What was compared").fill("codes read over the telephone, equal");
  await button.click();
  await page.getByText("This side settles the alarm of the log. codes read over the telephone, equal").waitFor();
});

it("asks nothing of a side that has said so", async () => {
  await open("as=receiving-duty");
  expect(await dialog().getByRole("textbox").count()).toBe(0);
});

it("axe finds nothing in any theme", async () => {
  await open("as=sending-duty");
  for (const theme of ["light", "dark", "sun"]) {
    await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
    await page.waitForTimeout(60);
    expect(await axeFinds(page), theme).toEqual([]);
  }
});
