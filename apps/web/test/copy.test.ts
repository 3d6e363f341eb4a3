import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";
import { enrolled, hold, holdsAt, joined, waiting } from "./origin/phone.ts";

/** A browser's storage put back as it was (R12, K88): from a backup of the phone, or by hand. */

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let origin: Origin;
let profile: Profile;
beforeAll(async () => {
  origin = await openOrigin();
  profile = await openProfile(origin.url);
});
afterAll(async () => {
  await profile?.close();
  await origin?.close();
});

type Dump = Record<string, [number[], number[]][]>;

/** All rows of a database, as JSON carries them. Typed in the browser's own terms. */
async function dump(page: Page, name: string): Promise<Dump> {
  return page.evaluate(async (database) => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const db = await asked(indexedDB.open(database));
    const store = db.transaction("rows").objectStore("rows");
    const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
    db.close();
    const bytes = (value: unknown): number[] => [...new Uint8Array(value as ArrayBuffer)];
    return { rows: keys.map((key, i) => [bytes(key), bytes(values[i])] as [number[], number[]]) };
  }, name);
}

async function putBack(page: Page, name: string, rows: Dump): Promise<void> {
  await page.evaluate(
    async ([database, kept]) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(database);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
      const change = db.transaction("rows", "readwrite");
      const store = change.objectStore("rows");
      store.clear();
      for (const [key, value] of kept["rows"] ?? []) store.put(new Uint8Array(value), new Uint8Array(key));
      await new Promise((resolve) => (change.oncomplete = resolve));
      db.close();
    },
    [name, rows] as const,
  );
}

test("K88 storage put back as it was in the morning says nothing, says so, and one tap brings the officer back as a new device", async () => {
  const page = await enrolled(profile, origin);
  const address = page.url();
  const device = new URLSearchParams(new URL(address).hash.slice(1)).get("d") ?? "";
  const still = `${origin.url}/sending/manifest.webmanifest`;
  const before = holdsAt(origin, "receiving");
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  await page.goto(still);
  const morning = await dump(page, `vado-device-${device}`);
  expect(morning["rows"]?.length).toBeGreaterThan(10);

  await page.goto(address);
  await joined(page);
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 2);
  await page.goto(still);
  await putBack(page, `vado-device-${device}`, morning);

  await page.goto(address);
  await page.getByText("Este dispositivo se restauró de una copia antigua").waitFor();
  await page.getByRole("button", { name: "Volver a unirse" }).click();
  await page.waitForURL((url) => url.hash !== new URL(address).hash);
  await joined(page);
  const back = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("d");
  expect(back).not.toBe(device);
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 3);
  await expect.poll(() => holdsAt(origin, "sending")).toBe(before + 3);
});
