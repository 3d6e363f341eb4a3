import type { Locator, Page } from "playwright-core";
import type { Profile } from "../browser.ts";
import type { Origin } from "./origin.ts";

/** A phone as a test holds it. */

export const HOLD = ".hold-now-bar";

export const waiting = async (page: Page): Promise<number> =>
  Number.parseInt((await page.locator(".status-strip-out").textContent()) ?? "", 10);

export const joined = (page: Page): Promise<void> =>
  page.getByText("En línea", { exact: true }).waitFor({ timeout: 20_000 });

export const elsewhere = (page: Page): Locator => page.getByText("Este dispositivo está abierto en otra ventana");

/** One tap, and no reason given. */
export async function hold(page: Page): Promise<void> {
  await page.locator(HOLD).click();
  await page.getByRole("button", { name: "Sin motivo" }).click();
}

export const holdsAt = (origin: Origin, side: "sending" | "receiving"): number =>
  Object.keys(origin.archives[side].state.holds).length;

export async function enrolled(
  profile: Profile,
  origin: Origin,
  role: "field" | "duty" = "field",
  desk: "sending" | "receiving" = "sending",
): Promise<Page> {
  const page = await profile.window(`${origin.url}/${desk}/#invite=${origin.desks[desk].invite(role)}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await joined(page);
  return page;
}
