import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** The control room's devices of its own side: who is there, how many more can come, and taking one out. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.browser.newPage({ viewport: { width: 1440, height: 900 } });
});
afterAll(() => gallery.close());

async function open(query: string): Promise<void> {
  await page.goto(`${gallery.url}?screen=room&scene=busy&lang=en&${query}`);
  await page.waitForSelector("[data-drawn]");
  await page.getByRole("tab", { name: "Team" }).click();
}
const own = () => page.getByRole("region", { name: "Devices of this side" });
const takenOut = () =>
  page.evaluate(() => (globalThis as unknown as { device: { takenOut: string[] } }).device.takenOut);

it("lists the own side's devices and takes one out by press-and-hold, never itself or the archive", async () => {
  await open("as=sending-duty");
  await own().getByText("14 more devices can be admitted.").waitFor();
  const row = (text: string) => own().getByRole("row", { name: text });
  expect(await row("sending.field.4c1e09aa").innerText()).toContain("not come yet");
  expect(await row("this one").getByRole("button").count()).toBe(0);
  expect(await row("Archive").getByRole("button").count()).toBe(0);
  await row("sending.field.4c1e09aa").getByRole("button", { name: "Take out" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByText("It never comes back").waitFor();
  const button = dialog.getByRole("button", { name: "Take out" });
  await button.click({ delay: 50 });
  expect(await takenOut()).toEqual([]);
  await button.click({ delay: 900 });
  await dialog.waitFor({ state: "detached" });
  expect(await takenOut()).toEqual([expect.stringContaining("sending.field.4c1e09aa")]);
  await expect.poll(() => row("sending.field.4c1e09aa").innerText()).toContain("taken out");
});

it("says when few tickets are left, and asks nothing for an officer who may not", async () => {
  await open("as=receiving-duty");
  await own().getByText("2 more devices can be admitted. Have the other side countersign").waitFor();
  await open("as=receiving-supervisor");
  await own().getByRole("button", { name: "Take out" }).first().waitFor();
});
