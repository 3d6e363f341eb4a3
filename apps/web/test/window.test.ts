import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Page } from "playwright-core";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";
import { elsewhere, enrolled, hold, holdsAt, waiting } from "./origin/phone.ts";

/** What may happen to a window: frozen, without room on its disk, a new version of the app under it. */

// A browser on a busy machine.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

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
  origin.version = "";
  await profile.close();
});

test("a window that is frozen loses its device to another, and writes nothing when it wakes", async () => {
  const first = await enrolled(profile, origin);
  const session = await first.context().newCDPSession(first);
  const second = await profile.window(first.url());
  await elsewhere(second).waitFor();
  await session.send("Debugger.enable");
  await session.send("Debugger.pause");
  await second.getByRole("button", { name: "Usarlo aquí" }).click();
  await expect.poll(() => elsewhere(second).count(), { timeout: 10_000 }).toBe(0);
  const before = holdsAt(origin, "receiving");
  await hold(second);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 1);
  await session.send("Debugger.resume");
  await session.send("Debugger.disable");
  await elsewhere(first).waitFor();
  await hold(second);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 2);
  await expect.poll(() => waiting(second)).toBe(0);
  expect(origin.archives.receiving.standing.fork).toBeNull();
});

/** The next so many writes of this page fail as on a full disk. */
const fillDisk = (page: Page, writes: number): Promise<void> =>
  page.evaluate((left) => {
    // oxlint-disable-next-line typescript/unbound-method -- it is put back around itself
    const put = IDBObjectStore.prototype.put;
    let full = left;
    IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
      if (full-- > 0) throw new DOMException("no room", "QuotaExceededError");
      return Reflect.apply(put, this, args) as ReturnType<typeof put>;
    };
  }, writes);

test("a disk without room: the act is refused in words, the device says so and goes on from what it has kept", async () => {
  const page = await enrolled(profile, origin);
  const before = holdsAt(origin, "receiving");
  await fillDisk(page, 1);
  // Whichever write meets it, the act's own or that of news: nothing is told that is not kept.
  await page.locator(".hold-now-bar").click();
  await page.keyboard.press("Escape");
  await page.getByText("Algo falló").waitFor({ timeout: 15_000 });
  const early = holdsAt(origin, "receiving") - before;
  await page.getByRole("button", { name: "Entendido" }).click();
  await hold(page);
  await expect.poll(() => holdsAt(origin, "receiving") - before, { timeout: 15_000 }).toBe(early + 1);
  await expect.poll(() => waiting(page)).toBe(0);
  expect(origin.archives.receiving.standing.fork).toBeNull();
});

test("a new version waits while something is typed, and begins when the officer says so", async () => {
  const page = await enrolled(profile, origin);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await page.getByRole("button", { name: "Mensajes" }).click();
  await page.getByRole("textbox").fill("a medio escribir");
  await page.evaluate(() => Object.assign(globalThis, { sameWindow: true }));
  origin.version = "// another version";
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await page.getByText("Hay una versión nueva").waitFor();
  expect(await page.getByRole("textbox").inputValue()).toBe("a medio escribir");
  expect(await page.evaluate(() => "sameWindow" in globalThis)).toBe(true);
  await page.getByRole("button", { name: "Actualizar" }).click();
  await expect
    .poll(() => page.evaluate(() => "sameWindow" in globalThis).catch(() => true), {
      timeout: 10_000,
    })
    .toBe(false);
  await expect.poll(() => page.getByText("Hay una versión nueva").count()).toBe(0);
  await page.getByText("En línea", { exact: true }).waitFor();
});

test("the app can be installed", async () => {
  const page = await enrolled(profile, origin);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? "{}")).toMatchObject({ name: "Vado", display: "standalone" });
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});
