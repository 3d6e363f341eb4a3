import type { Locator, Page } from "playwright-core";

/** What an officer's hands do on the screens, in English. Names of buttons are as people read them. */

const button = (page: Page | Locator, name: string | RegExp): Locator => page.getByRole("button", { name }).first();

/** An irreversible button is held for longer than its 600 ms. */
export async function pressAndHold(page: Page, what: Locator): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  await what.hover();
  await page.mouse.down();
  await page.waitForTimeout(800);
  await page.mouse.up();
}

/** Follows an invite and waits until the device is a member confirmed by both sides. Returns the device's id. */
export async function enrol(page: Page): Promise<string> {
  await button(page, /^Enrol this device/).click();
  await page.waitForURL(/#.*d=/, { timeout: 30_000 });
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get("d") ?? "";
}

/** A new group of so many families of three and so many people alone, counted and told ready; returns its code. */
export async function newGroup(page: Page, families: number, alone: number): Promise<string> {
  await button(page, "Count a new group").click();
  const sheet = page.getByRole("dialog");
  const code =
    /[2-9A-Z]{3}-[2-9A-Z]{3}/.exec((await sheet.getByRole("heading").first().textContent()) ?? "")?.[0] ?? "";
  for (let i = 0; i < families; i++) await sheet.getByRole("button", { name: /families of 3/ }).click();
  for (let i = 0; i < alone; i++) await sheet.getByRole("button", { name: /alone/ }).click();
  await button(sheet, "Next").click();
  await button(sheet, "Next").click();
  await sheet.getByRole("switch", { name: /explained/ }).check();
  await sheet.getByRole("switch", { name: /own choice/ }).check();
  await button(sheet, "Ready").click();
  await sheet.waitFor({ state: "hidden" });
  return code;
}

/** Types a figure on the big keys of the open sheet. */
export async function type(page: Page, figure: number): Promise<void> {
  const sheet = page.getByRole("dialog");
  for (const digit of String(figure)) await sheet.getByRole("button", { name: digit, exact: true }).click();
}
