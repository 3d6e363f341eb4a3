import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";

/** The built app in a real Chromium, against a real relay, real archives and a desk of this test's. */

let origin: Origin;
let profile: Profile;
let complaints: string[];

beforeAll(async () => {
  origin = await openOrigin();
}, 60_000);
afterAll(() => origin?.close());
beforeEach(async () => {
  complaints = [];
  profile = await openProfile(origin.url);
  profile.context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|TrustedScript/.test(message.text())) complaints.push(message.text());
    });
  });
});
afterEach(async () => {
  origin.relayUp = true;
  await origin.open();
  await profile.close();
  expect(complaints).toEqual([]);
  expect(profile.strays).toEqual([]);
});

const outbox = (page: Page) => page.locator("[data-outbox]");
const holds = (page: Page) => page.locator("[data-holds]");
const hold = (page: Page) => page.getByRole("button", { name: "HOLD" });
const holdsAt = (side: "sending" | "receiving") => Object.keys(origin.archives[side].state.holds).length;
const joined = (page: Page) => page.locator("[data-known]", { hasText: "true true" }).waitFor({ timeout: 20_000 });

async function enrolled(role: "field" | "duty" = "field", desk: "sending" | "receiving" = "sending"): Promise<Page> {
  const page = await profile.window(`${origin.url}/${desk}/#invite=${origin.desks[desk].invite(role)}`);
  await page.getByRole("button", { name: "Unir" }).click();
  await joined(page);
  return page;
}

test("an invite says what one joins; one tap makes the keys and joins; a second use is refused in words", async () => {
  const token = origin.desks.sending.invite("field");
  const url = `${origin.url}/sending/#invite=${token}`;
  const page = await profile.window(url);
  const facts = page.locator("dl");
  for (const word of ["Campo", "Lado que envía", "Norte hacia Sur", "north"]) await facts.getByText(word).waitFor();
  await page.getByRole("button", { name: "Unir" }).click();
  await joined(page);
  expect(page.url()).toMatch(/#d=sending\.field\.\d+$/);
  const again = await profile.window(url);
  await again.getByText("Esta invitación ya se usó").waitFor();
});

test("an expired or unknown invite and a desk that is away are told in one sentence each", async () => {
  const base = `${origin.url}/receiving/`;
  const expired = await profile.window(`${base}#invite=${origin.desks.receiving.invite("field", -1)}`);
  await expired.getByText("Esta invitación venció").waitFor();
  const unknown = await profile.window(`${base}#invite=${"x".repeat(22)}`);
  await unknown.getByText("no se conoce esta invitación").waitFor();
  const token = origin.desks.receiving.invite("field");
  const away = await profile.window(`${base}#invite=${token}`);
  await away.getByRole("button", { name: "Unir" }).waitFor();
  await origin.shut();
  await away.getByRole("button", { name: "Unir" }).click();
  await away.getByText("no responde").waitFor();
  await origin.open();
  await away.getByRole("button", { name: "Unir" }).click();
  await joined(away);
});

test("an answer of the desk that was lost is asked for again with the same keys", async () => {
  const desk = origin.desks.sending;
  const page = await profile.window(`${origin.url}/sending/#invite=${desk.invite("field")}`);
  desk.loseAnswers = true;
  await page.getByRole("button", { name: "Unir" }).click();
  await page.getByText("no responde").waitFor();
  desk.loseAnswers = false;
  await page.getByRole("button", { name: "Unir" }).click();
  await joined(page);
});

test("with the server gone the app opens, says as of when, and keeps what is done until the server is back", async () => {
  const page = await enrolled();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const before = holdsAt("receiving");
  await origin.shut();
  await page.reload();
  const asOf = Number(await page.locator("[data-asof]").textContent());
  expect(Date.now() - asOf).toBeLessThan(60_000);
  await hold(page).click();
  await expect.poll(() => outbox(page).textContent()).toBe("1");
  await page.reload();
  await expect.poll(() => outbox(page).textContent()).toBe("1");
  await origin.open();
  await expect.poll(() => outbox(page).textContent(), { timeout: 20_000 }).toBe("0");
  await expect.poll(() => holdsAt("receiving")).toBe(before + 1);
});

test("an act goes out at once although the device waits for news, and its entry comes back", async () => {
  const page = await enrolled();
  await page.waitForTimeout(1_500);
  const before = Number(await holds(page).textContent());
  const began = Date.now();
  await hold(page).click();
  await expect.poll(() => holds(page).textContent(), { interval: 20 }).toBe(String(before + 1));
  await expect.poll(() => holdsAt("sending"), { interval: 20 }).toBeGreaterThan(before);
  expect(Date.now() - began).toBeLessThan(2_000);
});

test("pages reloaded in the middle of taps lose nothing that was shown and double nothing", async () => {
  const page = await enrolled();
  const before = holdsAt("sending");
  let shown = 0;
  for (let i = 0; i < 8; i++) {
    if (i === 4) origin.relayUp = false;
    const was = Number(await outbox(page).textContent()) + Number(await holds(page).textContent());
    await hold(page).click({ noWaitAfter: true });
    await page.waitForTimeout(i * 7);
    const is = Number(await outbox(page).textContent()) + Number(await holds(page).textContent());
    shown += Math.max(0, Math.min(1, is - was));
    await page.reload();
    await outbox(page).waitFor();
  }
  origin.relayUp = true;
  await expect.poll(() => outbox(page).textContent(), { timeout: 40_000 }).toBe("0");
  const told = Number(await holds(page).textContent());
  await expect.poll(() => holdsAt("sending")).toBe(told);
  expect(told - before).toBeGreaterThanOrEqual(shown);
  expect(told - before).toBeLessThanOrEqual(8);
  expect(holdsAt("receiving")).toBe(told);
}, 120_000);

test("of two windows of one device one acts; the other shows, and can take over", async () => {
  const first = await enrolled();
  const second = await profile.window(first.url());
  await second.getByText("abierto en otra ventana").waitFor();
  const before = Number(await holds(first).textContent());
  await hold(second).click();
  await hold(first).click();
  await expect.poll(() => holds(first).textContent()).toBe(String(before + 1));
  await expect.poll(() => holds(second).textContent(), { timeout: 5_000 }).toBe(String(before + 1));
  await second.getByRole("button", { name: "Usarlo aquí" }).click();
  await first.getByText("abierto en otra ventana").waitFor();
  await expect.poll(() => second.getByText("abierto en otra ventana").count()).toBe(0);
  await hold(second).click();
  await expect.poll(() => holds(second).textContent()).toBe(String(before + 2));
  await second.close();
  await expect.poll(() => first.getByText("abierto en otra ventana").count()).toBe(0);
  await hold(first).click();
  await expect.poll(() => holdsAt("receiving")).toBe(before + 3);
}, 60_000);

test("several devices of one desk: a chooser; each opens under its own address", async () => {
  const field = await enrolled();
  await enrolled("duty");
  const page = await profile.window(`${origin.url}/sending/`);
  await page.getByRole("heading", { name: "¿Qué dispositivo?" }).waitFor();
  expect(await page.getByRole("link").count()).toBe(2);
  await page.getByRole("link", { name: /Guardia/ }).click();
  await expect.poll(() => page.url()).toContain("#d=sending.duty");
  await (await profile.window(`${origin.url}/receiving/`)).getByText("Aquí aún no hay ningún dispositivo").waitFor();
  await field.close();
});

test("storage that was wiped, and a relay that knows the device no longer, are told with what to do", async () => {
  const page = await enrolled();
  const address = page.url();
  const fresh = await openProfile(origin.url);
  const wiped = await fresh.window(address);
  await wiped.getByText("Este dispositivo no está en este navegador").waitFor();
  await wiped.getByText("Pida a la guardia una invitación nueva").waitFor();
  await fresh.close();
});

test("a desk's officer sees the control room where there is room, and the address may ask for another", async () => {
  const page = await enrolled("duty");
  expect(await page.locator("main").getAttribute("data-view")).toBe("phone");
  await page.setViewportSize({ width: 1_200, height: 800 });
  await expect.poll(() => page.locator("main").getAttribute("data-view")).toBe("room");
  await page.goto(`${page.url()}&view=phone`);
  await expect.poll(() => page.locator("main").getAttribute("data-view")).toBe("phone");
});
