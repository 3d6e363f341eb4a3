import { radioCode } from "@vado/protocol";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spell } from "../src/parts/spell.ts";
import { acts, button, done, phonePage, tap } from "./gallery/phone-page.ts";
import { CHROMIUM, openGallery, type Gallery } from "./gallery/serve.ts";
import { codeOf } from "./gallery/story.ts";

/** What is rare in a shift, by an officer's fingers: GO without a line, a grant asked back, an overdue group, tickets, drills. */

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(() => gallery?.close());

const A = codeOf(0);
const GROUP = new RegExp(`^${spell(A)}`);
const phone = (query: string): Promise<Page> => phonePage(gallery, query);

/** Held for as long as the button asks. */
async function press(page: Page, name: string): Promise<void> {
  const place = await button(page, name).boundingBox();
  if (place === null) throw new Error(`${name} is not to be seen`);
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(800);
  await page.mouse.up();
}

const grantOn = (page: Page): Promise<string> =>
  page.evaluate((code) => {
    const { device } = globalThis as unknown as {
      device: { snapshot: { value: { state: { groups: Record<string, { grant: string }> } } } };
    };
    return device.snapshot.value.state.groups[code]?.grant ?? "";
  }, A);

const says = (page: Page): Promise<string> => page.locator("dialog[open]").last().innerText();

describe("GO without a connection", () => {
  it("by a fresh log: given, marked, and the signal shown", async () => {
    const page = await phone("scene=go&line=offline");
    await press(page, "Dar la salida");
    await page.locator(".signal-screen-go").waitFor();
    expect(await says(page)).toContain("Dada sin conexión · en este teléfono");
    expect(await done(page)).toMatchObject([{ type: "group.released", group: A, acted: { head: "0".repeat(64) } }]);
    await page.context().close();
  });

  it("after a silence: other digits are refused, the grant's own unlock it", async () => {
    const page = await phone("scene=silent&line=offline");
    expect(await button(page, "Dar la salida").count()).toBe(0);
    await tap(page, "Escribir el código de radio");
    const code = radioCode(await grantOn(page));
    // The sending side's screen does not show what it is to be told.
    expect(await page.locator("body").innerText()).not.toContain(code.slice(3));
    const wrong = code.startsWith("9") ? `8${code.slice(1)}` : `9${code.slice(1)}`;
    for (const digit of wrong) await tap(page, digit);
    expect(await says(page)).toContain("no son de esta autorización");
    expect(await button(page, "Dar la salida").isDisabled()).toBe(true);
    for (let i = 0; i < 6; i++) await tap(page, "Borrar la última cifra");
    await page.locator(".number-pad-key").first().focus();
    await page.keyboard.type(code);
    await press(page, "Dar la salida");
    await page.locator(".signal-screen-go").waitFor();
    expect(await done(page)).toMatchObject([{ type: "group.released", acted: { radioCode: code } }]);
    await page.context().close();
  });

  it("the receiving side reads the same digits", async () => {
    const page = await phone("scene=go&as=receiving-duty");
    await tap(page, "Grupos");
    await tap(page, GROUP);
    const code = radioCode(await grantOn(page));
    expect(await says(page)).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.context().close();
  });
});

describe("a grant asked back", () => {
  it("is kept, told to the other side, and not asked again", async () => {
    const page = await phone("scene=askedBack&as=sending-duty");
    await tap(page, "Ver la petición");
    expect(await says(page)).toContain("la sala está llena");
    await tap(page, "Conservarla");
    await acts(page, 1);
    expect(await done(page)).toMatchObject([{ type: "message.sent", group: A }]);
    expect(await button(page, "Ver la petición").count()).toBe(0);
    await page.context().close();
  });

  it("the receiving duty officer asks for it, with a reason", async () => {
    const page = await phone("scene=prepare&as=receiving-duty");
    for (const step of ["Grupos", GROUP, "Pedir devolución"]) await tap(page, step);
    await page.getByLabel("No quedan plazas").check();
    await tap(page, "Pedir devolución");
    await acts(page, 1);
    expect(await done(page)).toMatchObject([{ type: "grant.revoke-asked", reason: "No quedan plazas" }]);
    await page.context().close();
  });
});

describe("on the way", () => {
  it("an overdue group is searched for, found and counted; the search ends", async () => {
    const page = await phone("scene=overdue&as=sending-duty");
    await tap(page, "Qué hacer");
    await tap(page, "Nadie sabe: buscar");
    await acts(page, 1);
    await tap(page, "Búsqueda en marcha");
    await tap(page, "Aparecieron: terminar");
    await acts(page, 3);
    expect((await done(page)).map(({ type }) => type)).toEqual([
      "incident.opened",
      "incident.handed-over",
      "incident.closed",
    ]);
    await page.context().close();
  });

  it("a diversion is proposed with station and grant, and agreed to by the other side", async () => {
    const page = await phone("scene=away&as=sending-duty");
    for (const step of ["Grupos", GROUP, "Va a otra estación"]) await tap(page, step);
    await page.getByLabel("Otra estación (tres letras)").fill("lar");
    await page.getByLabel("Número de su autorización").fill("b".repeat(22));
    await tap(page, "Proponer desvío");
    await acts(page, 1);
    const proposal = { type: "group.diverted", group: A, headcount: 118, station: "LAR", grant: "b".repeat(22) };
    expect(await done(page)).toEqual([proposal]);
    await page.context().close();
    const other = await phone("scene=diverted&as=sending-duty");
    await tap(other, "Responder");
    await tap(other, "Aceptar: a LAR");
    await acts(other, 1);
    const [agreed] = await done(other);
    expect(agreed).toMatchObject(proposal);
    expect(agreed).toHaveProperty("answers");
    await other.context().close();
  });

  it("a second count is a proposal that the other side agrees to", async () => {
    const page = await phone("scene=corrected&as=sending-duty");
    await tap(page, "Responder");
    await tap(page, "Aceptar 118");
    await acts(page, 1);
    expect(await done(page)).toMatchObject([{ type: "count.corrected", point: "arrival", headcount: 118 }]);
    await page.context().close();
  });

  it("children alone: GO says why not; one tap says to whom they were referred", async () => {
    const page = await phone("scene=alone");
    expect(await button(page, "Dar la salida").isDisabled()).toBe(true);
    await tap(page, "Anotar la remisión");
    await tap(page, "Albergue para niñez");
    await acts(page, 1);
    expect(await done(page)).toMatchObject([{ type: "group.referred", to: "Albergue para niñez" }]);
    await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>(".hold-button-face")?.disabled);
    await page.context().close();
  });
});

describe("a ticket", () => {
  it("shown on one bank is read on the other, from a picture, and the count stays blind", async () => {
    const sending = await phone("scene=away");
    for (const step of ["Grupos", GROUP, "Mostrar el pase"]) await tap(sending, step);
    await sending.locator(".ticket .qr-code").waitFor();
    const picture = await sending.locator(".ticket .qr-code").screenshot();
    await sending.context().close();
    const gate = await phone("scene=away&as=receiving-field&line=offline");
    await tap(gate, "Leer el pase");
    await gate.locator("input[type=file]").setInputFiles({ name: "pase.png", mimeType: "image/png", buffer: picture });
    await gate.getByText("El pase es de este grupo").waitFor();
    expect(await says(gate)).not.toContain("118");
    await tap(gate, "Contar");
    expect(await says(gate)).not.toContain("118");
    for (const digit of "118") await tap(gate, digit);
    await tap(gate, "Llegan 118");
    await acts(gate, 1);
    expect(await done(gate)).toMatchObject([{ type: "group.arrived", group: A, headcount: 118 }]);
    await gate.context().close();
  });

  it("is read by the camera, which is let go afterwards", { timeout: 60_000 }, async () => {
    const sending = await phone("scene=away");
    for (const step of ["Grupos", GROUP, "Mostrar el pase"]) await tap(sending, step);
    const picture = await sending.locator(".ticket .qr-code").screenshot();
    await sending.context().close();
    const folder = mkdtempSync(join(tmpdir(), "vado-camera-"));
    const film = join(folder, "ticket.mjpeg");
    const frame = await gallery.browser.newPage({ viewport: { width: 640, height: 480 } });
    const held = `<body style="margin:0;background:#777"><img style="margin:40px 120px;width:400px" src="data:image/png;base64,${picture.toString("base64")}">`;
    await frame.setContent(held);
    writeFileSync(film, await frame.screenshot({ type: "jpeg", quality: 80 }));
    await frame.close();
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${film}`,
      ],
    });
    try {
      const gate = await phonePage({ ...gallery, browser }, "scene=away&as=receiving-field&line=offline");
      await tap(gate, "Leer el pase");
      await gate.getByText("El pase es de este grupo").waitFor({ timeout: 20_000 });
      expect(await gate.locator("video").count()).toBe(0);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("without a camera the code is typed", async () => {
    const gate = await phone("scene=away&as=receiving-field");
    await tap(gate, "Leer el pase");
    await gate.getByLabel("Código del grupo").fill(A.replace("-", "").toLowerCase());
    await tap(gate, "Contar");
    expect(await says(gate)).toContain("Cuente sin ayuda");
    await gate.context().close();
  });
});

describe("a drill", () => {
  const played = (page: Page): Promise<{ type: string }[]> =>
    page.evaluate(() => (globalThis as unknown as { device: { played: { type: string }[] } }).device.played);

  it("is a world of its own: HOLD within it is a drill's, REAL HOLD is real and interrupts it", async () => {
    const page = await phone("scene=drill");
    await tap(page, "Entrar en el simulacro");
    await page.locator(".drill-band").waitFor();
    expect(await page.locator(".drill").innerText()).toContain("SIMULACRO");
    // Nobody waits in it, whatever is going on in reality.
    expect(await page.locator("main").innerText()).not.toContain(A);
    await page.getByRole("button", { name: /^ALTO simulado/ }).click();
    await acts(page, 1);
    expect((await played(page)).map(({ type }) => type)).toEqual(["hold.placed"]);
    await tap(page, "Sin motivo");
    await page
      .getByRole("button", { name: /^ALTO REAL/ })
      .first()
      .click();
    await acts(page, 2);
    expect((await played(page)).length).toBe(1);
    await page.getByText("ESTO ES REAL").waitFor();
    await tap(page, "Ir a lo real");
    await page.locator(".drill-band").waitFor({ state: "detached" });
    expect(await page.locator("main").innerText()).toContain("Alto en el tramo");
    await page.context().close();
  });

  it("ends by itself, and says that the screen is the real one again", async () => {
    const page = await phone("scene=drill");
    await tap(page, "Entrar en el simulacro");
    await page.locator(".drill-band").waitFor();
    await page.evaluate(() => {
      const { device } = globalThis as unknown as { device: { clock: { value: number } } };
      device.clock.value += 61 * 60_000;
    });
    await page.getByText("El simulacro terminó").waitFor();
    expect(await page.locator(".drill-band").count()).toBe(0);
    await page.context().close();
  });
});
