import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { axeFinds } from "./axe.ts";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";
import { hold, holdsAt, joined, waiting } from "./origin/phone.ts";

/** What a browser keeps, under a lock of its person (WS). */

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const PASSPHRASE = "siete barcas en el vado";
let origin: Origin;
let profile: Profile;
beforeAll(async () => {
  origin = await openOrigin();
  for (const desk of Object.values(origin.desks)) desk.lock = "required";
});
afterAll(() => origin?.close());
beforeEach(async () => {
  profile = await openProfile(origin.url);
});
afterEach(async () => {
  await profile.close();
  expect(profile.strays).toEqual([]);
});

async function typeNew(page: Page, passphrase: string, again = passphrase): Promise<void> {
  await page.getByLabel("Frase de paso", { exact: true }).fill(passphrase);
  await page.getByLabel("La misma, otra vez").fill(again);
}

async function enrolLocked(): Promise<Page> {
  const page = await profile.window(`${origin.url}/sending/#invite=${origin.desks.sending.invite("field")}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await page.getByRole("heading", { name: "Proteja este dispositivo" }).waitFor();
  await typeNew(page, PASSPHRASE);
  await page.getByRole("button", { name: "Usar esta frase" }).click();
  await joined(page);
  return page;
}

async function unlock(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await page.getByLabel("Frase de paso").fill(passphrase);
  await page.getByRole("button", { name: "Desbloquear" }).click();
}

/** All bytes of all databases of this origin, as text and as base64url. */
async function everythingKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const texts: string[] = [];
    const add = (value: unknown): void => {
      if (typeof value === "string") texts.push(value);
      else if (value instanceof ArrayBuffer) add(new Uint8Array(value));
      else if (value instanceof Uint8Array) {
        const raw = Array.from(value, (byte) => String.fromCharCode(byte)).join("");
        texts.push(raw, btoa(raw).replaceAll("+", "-").replaceAll("/", "_"));
      } else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) add(one);
    };
    for (const { name } of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name as string));
      for (const store of db.objectStoreNames) {
        const rows = db.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([
          asked(rows.getAllKeys()),
          asked(rows.getAll() as IDBRequest<unknown[]>),
        ]);
        for (const one of [...keys, ...values]) add(one);
      }
      db.close();
    }
    return texts.join("\n");
  });
}

test("WS2 one joins with a lock; after a reload nothing is shown and nothing is read before it opens, and everything is there after", async () => {
  const page = await enrolLocked();
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  await page.reload();
  await page.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  expect(await page.locator(".phone").count()).toBe(0);
  await unlock(page, "siete barcas en el vad");
  await page.getByText("Esa no es la frase de paso").waitFor();
  await unlock(page);
  await joined(page);
  await page.getByText("Alto", { exact: false }).first().waitFor();
  const before = holdsAt(origin, "receiving");
  await hold(page);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 1);
});

test("WS1 WS3 what lies on the disk holds no word of the link, no key and no ticket", async () => {
  const page = await enrolLocked();
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  const kept = await everythingKept(page);
  expect(kept.length).toBeGreaterThan(10_000);
  // Names of rows and whose device it is may be seen; see docs/decisions/0032.
  expect(kept).toContain("c/record/log/");
  for (const word of ["hold.placed", "heartbeat", "vado/envelope", "signatureSeed", "outerKey", "tickets", "deviceSeq"])
    expect(kept, word).not.toContain(word);
  // The same search finds them where there is no lock.
  origin.desks.sending.lock = "offered";
  const open = await profile.window(`${origin.url}/sending/#invite=${origin.desks.sending.invite("field")}`);
  await open.getByRole("button", { name: "Unir" }).click();
  await joined(open);
  const bare = await everythingKept(open);
  origin.desks.sending.lock = "required";
  for (const word of ["heartbeat", "vado/envelope", "signatureSeed", "outerKey"]) expect(bare, word).toContain(word);
});

test("WS4 two passphrases that differ, or one too short, are not taken; a phone without a lock of its own is not offered one", async () => {
  const page = await profile.window(`${origin.url}/sending/#invite=${origin.desks.sending.invite("field")}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await typeNew(page, PASSPHRASE, "otra frase larga");
  await page.getByText("Las dos no son iguales").waitFor();
  expect(await page.getByRole("button", { name: "Usar esta frase" }).isDisabled()).toBe(true);
  await typeNew(page, "corta");
  expect(await page.getByRole("button", { name: "Usar esta frase" }).isDisabled()).toBe(true);
  expect(await page.getByRole("button", { name: "Bloqueo del teléfono" }).count()).toBe(0);
});

test("WS5 an answer that was lost is asked for again with the same keys, under the same lock, after a reload too", async () => {
  const desk = origin.desks.sending;
  const page = await profile.window(`${origin.url}/sending/#invite=${desk.invite("field")}`);
  desk.loseAnswers = true;
  await page.getByRole("button", { name: "Unir" }).click();
  await typeNew(page, PASSPHRASE);
  await page.getByRole("button", { name: "Usar esta frase" }).click();
  await page.getByText("no responde").waitFor();
  desk.loseAnswers = false;
  await page.reload();
  await page.getByRole("button", { name: "Unir" }).click();
  await unlock(page, "otra frase larga");
  await page.getByText("Esa no es la frase de paso").waitFor();
  await unlock(page);
  await joined(page);
});

test("WS9 the phone's own lock, by WebAuthn PRF: one joins with it, and it opens again with it only", async () => {
  // No authenticator makes credentials for an address; localhost is a name.
  const local = await openProfile(origin.url.replace("127.0.0.1", "localhost"));
  const page = await local.window("about:blank");
  const session = await local.context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasUserVerification: true,
      hasResidentKey: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const invite = origin.desks.sending.invite("field");
  await page.goto(`${origin.url.replace("127.0.0.1", "localhost")}/sending/#invite=${invite}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await page.getByRole("button", { name: "Bloqueo del teléfono" }).click();
  await joined(page);
  await page.reload();
  await page.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  expect(await page.getByLabel("Frase de paso").count()).toBe(0);
  await page.getByRole("button", { name: "Desbloquear" }).click();
  await joined(page);
  await page.reload();
  await session.send("WebAuthn.clearCredentials", { authenticatorId });
  await page.getByRole("button", { name: "Desbloquear" }).click();
  await page.getByText("El bloqueo de este aparato no lo abrió").waitFor();
  await local.close();
});

test("WS6 it locks by hand in all windows, and by itself when it was left", async () => {
  const page = await enrolLocked();
  const address = page.url();
  const other = await profile.window(address);
  await unlock(other);
  await other.locator(".phone").waitFor();
  await page.bringToFront();
  await page.clock.install();
  await page.getByRole("button", { name: "Menú" }).click();
  await page.getByRole("button", { name: "Bloquear ahora" }).click();
  for (const window of [page, other])
    await window.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  await unlock(page);
  await page.locator(".phone").waitFor();
  await page.clock.fastForward("59:00");
  await page.locator(".phone").waitFor();
  await page.clock.fastForward("02:00");
  await page.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  expect(page.url()).toBe(address);
});

test("WS7 forgotten: the device is removed here, and another joins with a new invite", async () => {
  const page = await enrolLocked();
  await page.reload();
  await page.getByRole("button", { name: "La olvidé" }).click();
  await page.getByRole("button", { name: "Quitar y borrar" }).click();
  await page.getByText("Este dispositivo no está en este navegador").waitFor();
  const kept = await everythingKept(page);
  expect(kept).not.toContain("c/record/log/");
});

test("WS8 a device without a lock is given one: what it kept is sealed, and it opens under its key only", async () => {
  origin.desks.sending.lock = "offered";
  const page = await profile.window(`${origin.url}/sending/#invite=${origin.desks.sending.invite("field")}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await joined(page);
  origin.desks.sending.lock = "required";
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(0);
  await page.getByRole("button", { name: "Menú" }).click();
  await page.getByText("Sin bloqueo").waitFor();
  await page.getByRole("button", { name: "Proteger" }).click();
  await typeNew(page, PASSPHRASE);
  await page.getByRole("button", { name: "Usar esta frase" }).click();
  await page.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  await unlock(page);
  await joined(page);
  const kept = await everythingKept(page);
  for (const word of ["hold.placed", "vado/envelope", "signatureSeed"]) expect(kept, word).not.toContain(word);
  const before = holdsAt(origin, "receiving");
  await hold(page);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 1);
});

test("axe finds nothing on the two pages, in any theme", async () => {
  const page = await profile.window(`${origin.url}/sending/#invite=${origin.desks.sending.invite("field")}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await page.getByRole("heading", { name: "Proteja este dispositivo" }).waitFor();
  const judge = async (): Promise<void> => {
    for (const theme of ["light", "dark", "sun"]) {
      await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
      await page.waitForTimeout(80);
      expect(await axeFinds(page), theme).toEqual([]);
    }
  };
  await judge();
  await typeNew(page, PASSPHRASE);
  await page.getByRole("button", { name: "Usar esta frase" }).click();
  await joined(page);
  await page.reload();
  await page.getByRole("heading", { name: "Este dispositivo está bloqueado" }).waitFor();
  await judge();
});
