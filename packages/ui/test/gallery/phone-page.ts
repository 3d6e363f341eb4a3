import type { Body } from "@vado/protocol";
import type { Page } from "playwright-core";
import type { Gallery } from "./serve.ts";

/** A phone of the gallery under a test's fingers. */

export async function phonePage(gallery: Gallery, query: string, width = 360, height = 740): Promise<Page> {
  const context = await gallery.browser.newContext({
    viewport: { width, height },
    hasTouch: width < 500,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`${gallery.url}?screen=phone&${query}`);
  await page.waitForSelector("[data-drawn]");
  return page;
}

/** What was done on the page's device so far. */
export const done = (page: Page): Promise<Body[]> =>
  page.evaluate(() => (globalThis as unknown as { device: { done: Body[] } }).device.done);

/** Until so many acts are done. */
export const acts = (page: Page, many: number) =>
  page.waitForFunction((n) => (globalThis as unknown as { device: { done: Body[] } }).device.done.length >= n, many);

export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).last();

/** A tap, as fast as a hand that knows where. */
export const tap = (page: Page, name: string | RegExp): Promise<void> => button(page, name).click({ timeout: 5_000 });
