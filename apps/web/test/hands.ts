import type { Locator, Page } from "playwright-core";

/** What an officer's hands do on the screens, in English. Names of buttons are as people read them. */

type Root = Page | Locator;
const button = (root: Root, name: string | RegExp): Locator =>
  root.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();
export const sheetOf = (page: Page): Locator => page.getByRole("dialog").last();

/** Follows an invite and waits until the device is a member that both sides have confirmed. Returns the device's id. */
export async function enrol(page: Page): Promise<string> {
  await button(page, "Join").click();
  await page.waitForURL(/#.*d=/, { timeout: 60_000 });
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get("d") ?? "";
}

/** An irreversible button is held for longer than its 600 ms. */
export async function pressAndHold(page: Page, what: Locator): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  await what.hover();
  await page.mouse.down();
  await page.waitForTimeout(800);
  await page.mouse.up();
}

/** On a phone: the heading of the one big next action. */
export const nextAction = (page: Page, title: string): Locator => page.getByRole("heading", { name: title, level: 2 });

export async function press(root: Root, name: string | RegExp): Promise<void> {
  await button(root, name).click();
}

/** A new group of families of three, five at a tap, counted and told ready; returns its code. */
export async function newGroup(page: Page, fives: number): Promise<string> {
  await press(page, /^Count a new group|^New group/);
  const sheet = sheetOf(page);
  const heading = (await sheet.getByRole("heading").first().textContent()) ?? "";
  const code = /[2-9A-Z]{3}-[2-9A-Z]{3}/.exec(heading)?.[0] ?? "";
  await press(sheet, /5 families per tap/);
  for (let i = 0; i < fives; i++) await press(sheet, /families of 3/);
  await press(sheet, "Next");
  await press(sheet, "Next");
  await sheet.getByRole("switch", { name: /explained/ }).check();
  await sheet.getByRole("switch", { name: /own choice/ }).check();
  await press(sheet, "Ready");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  return code;
}

/** Types a figure on the big keys of the open sheet. */
export async function type(page: Page, figure: number | string): Promise<void> {
  for (const digit of String(figure)) await sheetOf(page).getByRole("button", { name: digit, exact: true }).click();
}

/** Opens the page of a group from the phone's list, then what is asked for there. */
export async function openGroup(page: Page, code: string): Promise<void> {
  await press(page, "Groups");
  await page.getByRole("button").filter({ hasText: code }).first().click();
}

/** Closes whatever is open over the page. */
export async function closeSheets(page: Page): Promise<void> {
  while ((await page.getByRole("dialog").count()) > 0) await page.keyboard.press("Escape");
}
