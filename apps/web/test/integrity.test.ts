import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAppList } from "@vado/host";
import { inFives } from "@vado/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Page } from "playwright-core";
import { ATTACKS, attacks } from "./attacks.ts";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";
import { enrolled } from "./origin/phone.ts";

/** The app in Chromium when somebody changes a file of it between desk and browser. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
/** Leaves a trace when it runs. */
const TRACE = "\n;globalThis.vadoChanged=1;";

let origin: Origin;
let profile: Profile;
beforeAll(async () => {
  origin = await openOrigin();
});
afterAll(() => origin?.close());
beforeEach(async () => {
  profile = await openProfile(origin.url);
});
afterEach(async () => {
  Object.assign(origin, { version: "", changed: null });
  await profile.close();
});

const html = (): string => readFileSync(join(DIST, "index.html"), "utf8");
const entry = (): string => /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(html())?.[1] ?? "";
const preloaded = (): string => /<link rel="modulepreload"[^>]* href="\.\/([^"]+)"/.exec(html())?.[1] ?? "";
/** The control room: no phone loads it before it is asked for. */
const later = async (): Promise<string> =>
  (await readAppList(DIST)).files.find(({ path }) => /RoomApp-.*\.js$/.test(path))?.path ?? "";
const ran = (page: Page): Promise<boolean> => page.evaluate(() => "vadoChanged" in globalThis);
/** As text: a test's bundler rewrites an import. */
const loads = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(`import(new URL(${JSON.stringify(path)}, document.baseURI).href).then(() => "run", String)`);
/** States of all workers of this page's folder, once none is being installed. */
const workers = (page: Page): Promise<readonly string[] | null> =>
  page.evaluate(async () => {
    const known = await navigator.serviceWorker.getRegistration();
    if (known?.installing != null) return null;
    return [known?.waiting, known?.active].flatMap((one) => (one == null ? [] : [one.state]));
  });

/** The digits in the phone's menu, once they are known. */
async function shownDigits(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Menú" }).click();
  const code = page.locator(".app-fingerprint-code");
  await code.waitFor();
  const digits = (await code.textContent()) ?? "";
  await page.keyboard.press("Escape");
  return digits;
}

test("a changed script is not run: the first one, one it imports, and one that is imported later", async () => {
  for (const path of [entry(), preloaded()]) {
    origin.changed = { path, by: TRACE };
    const page = await profile.window(`${origin.url}/sending/`);
    await page.waitForLoadState("networkidle");
    expect([path, await ran(page), await page.locator("#app > *").count()]).toEqual([path, false, 0]);
    await page.close();
  }
  const path = await later();
  origin.changed = { path, by: TRACE };
  const page = await profile.window(`${origin.url}/sending/`);
  await page.locator("#app > *").first().waitFor();
  expect(await loads(page, path)).toMatch(/TypeError/);
  expect(await ran(page)).toBe(false);
  origin.changed = null;
  // The same file as it was built, in another window: it was the byte that was refused.
  expect(await loads(await profile.window(`${origin.url}/sending/`), path)).toBe("run");
});

test("a version with one changed file, a style or a picture, is not installed; as it was built it is", async () => {
  const files = (await readAppList(DIST)).files.map(({ path }) => path);
  const page = await profile.window("about:blank");
  // Only the worker asks for these: when they have gone out, it is installing.
  for (const path of [files.find((one) => /RoomApp-.*\.css$/.test(one)) ?? "", "icon-maskable-512.png"]) {
    Object.assign(origin, { changed: { path, by: " " }, changedOut: 0 });
    await page.goto(`${origin.url}/sending/`);
    await expect.poll(() => origin.changedOut, { message: path }).toBeGreaterThan(0);
    await expect.poll(() => workers(page), { message: path }).toEqual([]);
  }
  origin.changed = null;
  await page.reload();
  await expect.poll(() => workers(page)).toEqual(["activated"]);
});

test("phone and command line say the same digits; a changed new version leaves the old one in place; another worker is another app; attacks fail", async () => {
  const built = inFives((await readAppList(DIST)).fingerprint);
  const page = await enrolled(profile, origin);
  await expect.poll(() => workers(page)).toEqual(["activated"]);
  expect(await shownDigits(page)).toBe(built);
  expect(await attacks(page)).toEqual([]);
  const update = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().then(() => 0));
  Object.assign(origin, { version: "\n;", changed: { path: "icon-192.png", by: "x" } });
  // Files that are kept already are not asked for again; this one is.
  await page.evaluate(async () => {
    for (const cache of await Promise.all((await caches.keys()).map((name) => caches.open(name))))
      for (const request of await cache.keys()) if (request.url.includes("icon-192")) await cache.delete(request);
  });
  await update();
  await expect.poll(() => workers(page)).toEqual(["activated"]);
  origin.changed = null;
  await update();
  await expect.poll(() => workers(page)).toEqual(["installed", "activated"]);
  await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistration())?.waiting?.postMessage("vado-take-over"),
  );
  await expect.poll(() => workers(page).catch(() => null)).toEqual(["activated"]);
  await page.reload();
  expect(await shownDigits(page)).not.toBe(built);
  // A page without a policy lets all of it happen: the attacks are real.
  await page.goto(`${origin.url}/nothing`);
  expect(await attacks(page)).toEqual(ATTACKS);
});
