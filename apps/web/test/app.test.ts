import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openProfile, type Profile } from "./browser.ts";
import { openOrigin, type Origin } from "./origin/origin.ts";
import { elsewhere, enrolled, hold, HOLD, holdsAt, joined, waiting } from "./origin/phone.ts";

/** The built app in a real Chromium, against a real relay, real archives and a desk of this test's. */

// A browser on a busy machine.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let origin: Origin;
let profile: Profile;
let complaints: string[];

beforeAll(async () => {
  origin = await openOrigin();
});
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
  Object.assign(origin, { relayUp: true, forgotten: false });
  await origin.open();
  await profile.close();
  expect(complaints).toEqual([]);
  expect(profile.strays).toEqual([]);
});

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
  const page = await enrolled(profile, origin);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const before = holdsAt(origin, "receiving");
  await origin.shut();
  await page.reload();
  await page.getByText(/Sin conexión · según \d\d:\d\d/).waitFor();
  await hold(page);
  await expect.poll(() => waiting(page)).toBe(1);
  await page.reload();
  await expect.poll(() => waiting(page)).toBe(1);
  await page.getByRole("button", { name: "Condiciones" }).waitFor();
  await origin.open();
  await expect.poll(() => waiting(page), { timeout: 20_000 }).toBe(0);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 1);
});

test("an act goes out at once although the device waits for news, and its entry comes back", async () => {
  const page = await enrolled(profile, origin);
  await page.waitForTimeout(1_500);
  const before = holdsAt(origin, "receiving");
  const began = Date.now();
  await page.locator(HOLD).click();
  await expect.poll(() => holdsAt(origin, "receiving"), { interval: 20 }).toBe(before + 1);
  expect(Date.now() - began).toBeLessThan(2_000);
  await page.getByText("Leído por el otro lado").first().waitFor();
});

test("pages reloaded in the middle of taps lose nothing that was shown and double nothing", async () => {
  const page = await enrolled(profile, origin);
  const before = holdsAt(origin, "sending");
  const kept = page.getByText(/^(En este dispositivo|En el servidor|Leído por el otro lado)$/);
  let shown = 0;
  for (let i = 0; i < 8; i++) {
    if (i === 4) origin.relayUp = false;
    await page.locator(HOLD).click({ noWaitAfter: true });
    await page.waitForTimeout(i * 7);
    const was = await waiting(page);
    if (i >= 4) shown = Math.max(shown, was);
    else if ((await kept.count()) > 0) shown = Math.max(shown, 1);
    await page.reload();
    await page.locator(".status-strip-out").waitFor();
  }
  const stillWaiting = await waiting(page);
  expect(stillWaiting).toBeGreaterThanOrEqual(shown);
  origin.relayUp = true;
  await expect.poll(() => waiting(page), { timeout: 40_000 }).toBe(0);
  // At the relay is not yet folded at a desk: what was told is counted when nothing more comes.
  await page.waitForTimeout(2_000);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(holdsAt(origin, "sending"));
  const told = holdsAt(origin, "sending") - before;
  expect(told).toBeGreaterThanOrEqual(stillWaiting);
  expect(told).toBeLessThanOrEqual(8);
});

test("of two windows of one device one acts; the other shows, and can take over", async () => {
  const first = await enrolled(profile, origin);
  const second = await profile.window(first.url());
  await elsewhere(second).waitFor();
  const before = holdsAt(origin, "receiving");
  await second.locator(HOLD).click();
  await second.keyboard.press("Escape");
  await hold(first);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 1);
  await first.getByRole("button", { name: "Mensajes" }).click();
  await first.getByRole("textbox").fill("un mensaje de la primera ventana");
  await first.getByRole("textbox").press("Enter");
  await first.getByRole("listitem").getByText("un mensaje de la primera ventana").waitFor();
  await second.getByRole("button", { name: "Mensajes" }).click();
  await second.getByText("un mensaje de la primera ventana").waitFor();
  await second.getByRole("button", { name: "Usarlo aquí" }).click();
  await elsewhere(first).waitFor();
  await expect.poll(() => elsewhere(second).count()).toBe(0);
  await hold(second);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 2);
  await second.close();
  await first.getByRole("button", { name: "Turno" }).click();
  await expect.poll(() => elsewhere(first).count()).toBe(0);
  await hold(first);
  await expect.poll(() => holdsAt(origin, "receiving")).toBe(before + 3);
});

test("several devices of one desk: a chooser; each opens under its own address", async () => {
  const field = await enrolled(profile, origin);
  await enrolled(profile, origin, "duty");
  const page = await profile.window(`${origin.url}/sending/`);
  await page.getByRole("heading", { name: "¿Qué dispositivo?" }).waitFor();
  expect(await page.getByRole("link").count()).toBe(2);
  await page.getByRole("link", { name: /Guardia/ }).click();
  await expect.poll(() => page.url()).toContain("#d=sending.duty");
  await (await profile.window(`${origin.url}/receiving/`)).getByText("Aquí aún no hay ningún dispositivo").waitFor();
  await field.close();
});

test("storage that was wiped is told with what to do", async () => {
  const page = await enrolled(profile, origin);
  const fresh = await openProfile(origin.url);
  const wiped = await fresh.window(page.url());
  await wiped.getByText("Este dispositivo no está en este navegador").waitFor();
  await wiped.getByText("Pida a la guardia una invitación nueva").waitFor();
  await fresh.close();
});

test("a relay that knows the device no longer is told with what to do, and nothing that waits is lost", async () => {
  const page = await enrolled(profile, origin);
  origin.forgotten = true;
  await page.reload();
  await page.getByText("El servidor ya no admite este dispositivo").waitFor();
  await hold(page);
  await page.reload();
  await expect.poll(() => waiting(page)).toBe(1);
  origin.forgotten = false;
  await expect.poll(() => waiting(page), { timeout: 40_000 }).toBe(0);
  await expect.poll(() => page.getByText("El servidor ya no admite este dispositivo").count()).toBe(0);
});

test("a desk's officer sees the control room where there is room, and the address may ask for another", async () => {
  const page = await enrolled(profile, origin, "duty");
  await page.locator(".phone").waitFor();
  await page.setViewportSize({ width: 1_200, height: 800 });
  await page.locator(".room").waitFor();
  await page.goto(`${page.url()}&view=phone`);
  await page.locator(".phone").waitFor();
  await page.reload();
  await page.locator(".phone").waitFor();
});
