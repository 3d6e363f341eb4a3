import { afterAll, beforeAll, expect, test } from "vitest";
import { layoutFor, placed, type Breadth } from "../src/demo/scene/layout.ts";
import { attacks } from "./attacks.ts";
import { axeFinds, SIZES, THEMES } from "./axe.ts";
import { openProfile, type Profile } from "./browser.ts";
import { RunningDemo } from "./running-demo.ts";

/** The demo's start page, against a demo as `npm start` runs it. */

let demo: RunningDemo;
let profile: Profile;
beforeAll(async () => {
  demo = await RunningDemo.start();
  profile = await openProfile(demo.url);
}, 120_000);
afterAll(async () => {
  await profile?.close();
  await demo?.stop();
}, 30_000);

const group = (code: string, phase: string, progress = 0) => ({ code, phase, people: 100, held: false, progress });

test.each<Breadth>(["narrow", "medium", "wide"])(
  "%s: no group stands on another, and none is left out uncounted",
  (breadth) => {
    const layout = layoutFor(breadth);
    const waiting = Array.from({ length: 12 }, (_, n) => group(`W${n}`, "ready"));
    const { groups, more } = placed(layout, [group("GATE", "arrived", 1), group("WAY", "inTransit", 0.5), ...waiting]);
    expect(groups.length + more).toBe(14);
    for (const a of groups)
      for (const b of groups)
        if (a !== b)
          expect(Math.max(Math.abs(a.at.x - b.at.x) / 104, Math.abs(a.at.y - b.at.y) / 82)).toBeGreaterThanOrEqual(1);
  },
);

test("it shows the crossing, in every theme and size without a fault that axe knows, and nothing leaves the origin", async () => {
  const page = await profile.window(`${demo.url}/`);
  await page.getByRole("img", { name: /personas esperan/ }).waitFor();
  await page.getByText("Todos los dispositivos tienen el mismo registro").waitFor();
  for (const theme of THEMES) {
    await page.evaluate((next) => (document.documentElement.dataset["theme"] = next), theme);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), theme).toBeLessThanOrEqual(size.width);
      expect(await axeFinds(page), `${theme} ${size.width}`).toEqual([]);
    }
  }
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Two sides, one river." }).waitFor();
  expect(profile.strays).toEqual([]);
  await page.close();
}, 90_000);

test("an invite opens a window in which a person joins, sees the bank and holds the post", async () => {
  const page = await profile.window(`${demo.url}/`, { width: 1_440, height: 900 });
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: /Join with a phone: Officer on the bank/ }).click();
  const [phone] = await Promise.all([
    profile.context.waitForEvent("page"),
    page.getByRole("link", { name: "Open in a new window" }).click(),
  ]);
  await phone.getByRole("button", { name: "Join" }).first().click();
  await phone.getByText("What you see").waitFor({ timeout: 60_000 });
  await page.getByText("You act").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Call the simulated officer back" }).click();
  await page.getByText("A simulated officer; you look on").waitFor();
  await page.getByRole("button", { name: "Kill the relay" }).click();
  await page.getByText("Killed").waitFor();
  await page.getByRole("button", { name: "Start it again" }).click();
  await page.getByText("Running").waitFor();
}, 120_000);

test("start page, app and board refuse an inline script, eval, a foreign request, a frame and untyped markup", async () => {
  const invite = await demo.invite("sending", "field");
  for (const url of [`${demo.url}/`, invite, `${demo.url}/board/`]) {
    const page = await profile.window(url);
    await page.locator("#app > *, main").first().waitFor();
    expect(await attacks(page), url).toEqual([]);
    await page.close();
  }
});
