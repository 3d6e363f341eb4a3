import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type Axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spell } from "../src/parts/spell.ts";
import { codeOf } from "./gallery/story.ts";
import { acts, button, done, phonePage, tap } from "./gallery/phone-page.ts";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** The phone in Chromium, over a device whose log is a story. */

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(() => gallery?.close());

const phone = (query: string, width?: number, height?: number): Promise<Page> =>
  phonePage(gallery, query, width, height);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The code of the group these stories are about, as a screen reader says it. */
const A = spell(codeOf(0));

/** What axe finds; of themes after the first only what colours can break. */
async function faults(page: Page, only?: "color-contrast"): Promise<string[]> {
  await page.waitForTimeout(60);
  if (only === undefined) await page.evaluate(axe);
  const found = await page.evaluate(async (rule) => {
    const { run } = (globalThis as unknown as { axe: typeof Axe }).axe;
    const options = rule === undefined ? {} : { runOnly: [rule] };
    const { violations } = await run(document, { ...options, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary}`);
  }, only);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [...found, `${wide} px too wide`] : found;
}

/** Buttons that a glove would miss. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, [role=tab], label:has(input)")]
      .filter((one) => one.checkVisibility())
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (Math.round(box.height) < 52 || Math.round(box.width) < 52))
      .map(({ one, box }) => `${one.textContent} ${one.className} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );

describe("every screen", () => {
  const SCREENS: readonly (readonly [string, string, readonly (string | RegExp)[]])[] = [
    ["shift, clear", "scene=go", []],
    ["shift, blocked", "scene=held&line=undone", []],
    ["shift, overdue", "scene=overdue", []],
    ["shift, duty", "scene=proposed&as=sending-duty", []],
    ["offline", "scene=go&line=offline", []],
    ["joining", "line=joining", []],
    ["fork", "line=fork", []],
    ["groups", "scene=mismatch", ["Grupos"]],
    ["chat", "scene=mismatch", ["Mensajes"]],
    ["group", "scene=go", ["Grupos", new RegExp(`^${A}`)]],
    ["new group", "", ["Contar grupo nuevo"]],
    ["needs", "", ["Contar grupo nuevo", /familias de 2/, "Seguir"]],
    ["confirm", "", ["Contar grupo nuevo", /familias de 2/, "Seguir", "Seguir"]],
    ["total", "", ["Contar grupo nuevo", "Escribir total"]],
    ["signal", "scene=called", ["Mostrar la señal"]],
    ["signal, stop", "scene=held", ["Mostrar ALTO"]],
    ["departure", "scene=depart", ["Contar"]],
    ["arrival", "scene=away&as=receiving-field", ["Contar"]],
    ["counts", "scene=proposed", ["Responder"]],
    ["unannounced", "as=receiving-field", [/Llegada sin aviso/]],
    ["conditions", "", [/Condiciones/]],
    ["incident", "", [/^Incidente/]],
    ["hold", "scene=go", [/^ALTO/]],
    ["menu", "", ["Menú"]],
    ["grant", "as=receiving-duty", ["Autorizar"]],
    ["defer", "as=receiving-duty", ["Autorizar", "Aplazar"]],
    ["read back", "scene=granted&as=sending-duty", []],
    ["lift", "scene=held&as=receiving-duty", [/Hay un alto/]],
    ["GO without a connection", "scene=go&line=offline", []],
    ["radio code, asked", "scene=silent&line=offline", ["Escribir el código de radio"]],
    ["radio code, read", "scene=go&as=receiving-duty", ["Grupos", new RegExp(`^${A}`)]],
    ["ticket", "scene=away", ["Grupos", new RegExp(`^${A}`), "Mostrar el pase"]],
    ["scan", "scene=away&as=receiving-field", ["Leer el pase"]],
    ["asked back", "scene=askedBack&as=sending-duty", ["Ver la petición"]],
    ["ask back", "scene=prepare&as=receiving-duty", ["Grupos", new RegExp(`^${A}`), "Pedir devolución"]],
    ["overdue", "scene=overdue&as=sending-duty", ["Qué hacer"]],
    ["diversion", "scene=diverted&as=sending-duty", ["Responder"]],
    ["another count", "scene=corrected&as=sending-duty", ["Responder"]],
    ["referral", "scene=alone", ["Anotar la remisión"]],
    ["a drill goes on", "scene=drill", []],
    ["drill, counting", "scene=drill", ["Entrar en el simulacro", "Contar grupo nuevo"]],
    ["held by conditions", "scene=worse", []],
  ];
  it.each(SCREENS)(
    "%s: nothing for axe, nothing too small, nothing too wide, in any theme",
    async (_, query, steps) => {
      const page = await phone(query);
      for (const step of steps) await tap(page, step);
      for (const theme of ["light", "dark", "sun"]) {
        await page.evaluate((name) => void (document.documentElement.dataset["theme"] = name), theme);
        expect(await faults(page, theme === "light" ? undefined : "color-contrast"), theme).toEqual([]);
      }
      expect(await small(page)).toEqual([]);
      await page.context().close();
    },
  );

  it.each([
    [768, 1024],
    [1440, 900],
    [740, 360],
  ])("%i pixels wide", async (width, height) => {
    for (const [query, steps] of [
      ["scene=go&lang=en", []],
      ["scene=called", ["Mostrar la señal"]],
      ["scene=away&as=receiving-field", ["Contar"]],
      ["", ["Contar grupo nuevo"]],
    ] as const) {
      const page = await phone(query, width, height);
      for (const step of steps) await tap(page, step);
      expect(await faults(page)).toEqual([]);
      await page.context().close();
    }
  });
});

describe("a group of 150", () => {
  it("is counted with its needs and told ready in a score of taps, families whole", async () => {
    const page = await phone("scene=wait");
    let taps = 0;
    const hit = async (name: string | RegExp) => {
      taps++;
      await tap(page, name);
    };
    await hit("Contar grupo nuevo");
    await hit(/10 familias por toque/);
    for (const key of [/viaja sola/, /viaja sola/, /viaja sola/, /de 2/, /de 2/, /de 3/, /de 4/]) await hit(key);
    await hit(/: 5 familias por toque/);
    await hit(/de 2/);
    await hit("Seguir");
    await hit("5 más: Niñez con familia");
    await hit("1 más: Movilidad reducida");
    await hit("Seguir");
    for (const name of ["Se les explicó el viaje", "Viajan por decisión propia"]) {
      taps++;
      await page.getByRole("switch", { name }).click();
    }
    await hit("Listo");
    await acts(page, 2);
    expect(taps).toBeLessThanOrEqual(20);
    const [opened, ready] = await done(page);
    expect(opened).toMatchObject({ type: "group.opened" });
    expect(ready).toMatchObject({
      type: "group.ready",
      group: (opened as { group: string }).group,
      headcount: 150,
      units: { 1: 30, 2: 25, 3: 10, 4: 10 },
      needs: { childrenWithFamily: 5, limitedMobility: 1 },
      explained: true,
      voluntary: true,
    });
    await page.context().close();
  });

  it("half counted, is there again after a reload, and was opened once", async () => {
    const page = await phone("scene=wait");
    await tap(page, "Contar grupo nuevo");
    await tap(page, /10 familias por toque/);
    await tap(page, /de 4/);
    await page.reload();
    await page.waitForSelector("[data-drawn]");
    expect(await page.locator(".units-step-figure output").textContent()).toBe("40");
    await page.context().close();
  });
});

describe("GO", () => {
  const press = async (page: Page, ms: number) => {
    const box = await button(page, "Dar la salida").boundingBox();
    if (box === null) throw new Error("no button");
    await page.mouse.move(box.x + 40, box.y + 20);
    await page.mouse.down();
    await page.waitForTimeout(ms);
    await page.mouse.up();
  };

  it("is not given by a tap, nor by a press that ends too early or leaves", async () => {
    const page = await phone("scene=go");
    await press(page, 60);
    await press(page, 450);
    expect(await page.locator(".hold-button-hint").textContent()).toContain("Soltó antes de tiempo");
    const box = await button(page, "Dar la salida").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.waitForTimeout(700);
    await page.mouse.up();
    expect(await done(page)).toEqual([]);
    await page.context().close();
  });

  it("held for 600 ms is given once; the signal opens when the log has it, and says how the people were called", async () => {
    const page = await phone("scene=go");
    await press(page, 800);
    await page.waitForSelector(".signal-screen-go");
    expect(await page.locator(".signal-screen-word").textContent()).toBe("ADELANTE");
    await tap(page, "Voz");
    await page.getByRole("heading", { name: /Contar salida/ }).waitFor();
    await page.keyboard.press("1");
    await tap(page, "1");
    await tap(page, "8");
    await tap(page, "Salen 18");
    await acts(page, 3);
    expect((await done(page)).map(({ type }) => type)).toEqual(["group.released", "group.called", "group.departed"]);
    await page.context().close();
  });

  it("is given by a held key, and by a screen reader's two clicks, never by one", async () => {
    const page = await phone("scene=go");
    await button(page, "Dar la salida").focus();
    await page.keyboard.press("Enter");
    await page.evaluate(() => document.querySelector<HTMLElement>(".hold-button-face")?.blur());
    await page.waitForTimeout(2_700);
    expect(await done(page)).toEqual([]);
    await page.evaluate(() => document.querySelector<HTMLElement>(".hold-button-face")?.click());
    expect(await done(page)).toEqual([]);
    await page.waitForTimeout(50);
    await page.evaluate(() => document.querySelector<HTMLElement>(".hold-button-face")?.click());
    await page.waitForSelector(".signal-screen-go");
    expect((await done(page)).length).toBe(1);
    const other = await phone("scene=go");
    await button(other, "Dar la salida").focus();
    await other.keyboard.down("Space");
    await other.waitForTimeout(800);
    await other.keyboard.up("Space");
    expect((await done(other)).map(({ type }) => type)).toEqual(["group.released"]);
    await other.context().close();
    await page.context().close();
  });

  it("without a line says what it stands on, or what it waits for; before its window it is refused", async () => {
    const page = await phone("scene=go&line=offline");
    expect(await button(page, "Dar la salida").isEnabled()).toBe(true);
    expect(await page.locator(".go-panel").textContent()).toContain("el otro lado dio señal a las 08:06");
    expect(await page.locator(".status-strip").first().textContent()).toContain("Sin conexión · según 08:06");
    await page.context().close();
    const silent = await phone("scene=silent&line=offline");
    expect(await button(silent, "Dar la salida").count()).toBe(0);
    expect(await silent.locator(".go-panel").textContent()).toContain("hace falta el código de radio");
    await silent.context().close();
    const english = await phone("scene=goSoon&lang=en");
    expect(await button(english, "Give GO").isDisabled()).toBe(true);
    expect(await english.locator(".go-panel-window").textContent()).toContain("opens in 1:00");
    await english.context().close();
  });

  it("turns into STOP on the sign when a hold comes", async () => {
    const page = await phone("scene=called");
    await tap(page, "Mostrar la señal");
    await page.waitForSelector(".signal-screen-go");
    await tap(page, /ALTO/);
    await page.waitForSelector(".signal-screen-hold", { state: "attached" });
    expect((await done(page)).map(({ type }) => type)).toEqual(["hold.placed"]);
    await page.context().close();
  });
});

describe("HOLD", () => {
  it.each([
    ["shift", "scene=go", []],
    ["groups", "scene=go", ["Grupos"]],
    ["chat", "scene=go", ["Mensajes"]],
    ["a group", "scene=go", ["Grupos", new RegExp(`^${A}`)]],
    ["counting a group", "", ["Contar grupo nuevo", "Escribir total"]],
    ["the signal", "scene=called", ["Mostrar la señal"]],
    ["an arrival", "scene=away&as=receiving-field", ["Contar"]],
    ["the menu", "", ["Menú"]],
    ["joining", "line=joining", []],
  ] as const)("is one tap away: %s", async (_, query, steps) => {
    const page = await phone(query);
    for (const step of steps) await tap(page, step);
    await tap(page, /^ALTO en el tramo/);
    const [hold] = await done(page);
    expect(hold).toMatchObject({ type: "hold.placed" });
    expect(hold).not.toHaveProperty("group");
    await page.context().close();
  });

  it("waits on this phone without a line, says so, and its reason is told afterwards", async () => {
    const page = await phone("scene=go&line=offline");
    await tap(page, /^ALTO en el tramo/);
    await page.getByText("Alto: aún en este teléfono").waitFor();
    await page.getByText("Falta el vehículo").click();
    await tap(page, "Enviar motivo");
    expect(await page.locator(".status-strip").first().textContent()).toContain("2 por enviar");
    expect(await done(page)).toMatchObject([
      { type: "hold.placed" },
      { type: "message.sent", text: "Motivo: Falta el vehículo" },
    ]);
    await page.context().close();
  });
});

describe("counting in", () => {
  it("is blind: the number that left is nowhere before the count, and beside it afterwards", async () => {
    const page = await phone("scene=away&as=receiving-field");
    const everywhere = async () => page.evaluate(() => document.body.textContent);
    expect(await everywhere()).not.toContain("118");
    await tap(page, "Grupos");
    expect(await everywhere()).not.toContain("118");
    await tap(page, "Mensajes");
    await page.getByRole("tab", { name: "Actos" }).click();
    await page.getByText("Lo informado").waitFor();
    expect(await page.locator(".phone-log").textContent()).not.toMatch(/salió, 118/);
    await tap(page, "Turno");
    await tap(page, "Contar");
    for (const key of ["1", "1", "6"]) await tap(page, key);
    await tap(page, "Llegan 116");
    await page.getByText("Los conteos difieren").last().waitFor();
    expect(await page.locator(".count-result-table").textContent()).toBe("Salieron118Llegaron116");
    await tap(page, "Proponer causa");
    await page.getByText("Se fueron por decisión propia").click();
    await tap(page, "Proponer causa");
    await acts(page, 2);
    expect((await done(page)).at(-1)).toMatchObject({
      type: "count.reconciled",
      cause: "left",
      departed: 118,
      arrived: 116,
    });
    await page.context().close();
  });

  it("asks nobody again for what a page that went away had told: the sheet closes", async () => {
    const page = await phone("scene=wait&as=receiving-field");
    await tap(page, /^Llegada sin aviso/);
    await tap(page, "7");
    await button(page, "Llegaron 7").waitFor();
    const key = await page.evaluate(async () => {
      const { device } = globalThis as unknown as {
        device: { log(q: object): Promise<{ entries: { intent: string }[] }> };
      };
      const { entries } = await device.log({ kind: "record", limit: 1 });
      const at = Object.keys(localStorage).find((name) => name.endsWith(".spontaneous")) as string;
      const draft = JSON.parse(localStorage.getItem(at) as string) as object;
      localStorage.setItem(at, JSON.stringify({ ...draft, intent: entries[0]?.intent }));
      return at;
    });
    await page.reload();
    await page.waitForSelector("[data-drawn]");
    await page.waitForFunction((at) => localStorage.getItem(at) === null, key);
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.context().close();
  });

  it("goes on without a line, and a half-typed figure is there after a reload", async () => {
    const page = await phone("scene=away&as=receiving-field&line=offline");
    await tap(page, "Contar");
    await tap(page, "1");
    await tap(page, "1");
    await page.reload();
    await page.waitForSelector("[data-drawn]");
    await tap(page, "8");
    await tap(page, "Llegan 118");
    await page.getByText("Los dos conteos coinciden", { exact: true }).waitFor();
    await tap(page, "Recibido");
    await acts(page, 2);
    expect((await done(page)).map(({ type }) => type)).toEqual(["group.arrived", "group.received"]);
    await page.context().close();
  });
});

describe("chat", () => {
  it("offers the button for a text that reads like a command, and sends what is only talk", async () => {
    const page = await phone("scene=wait");
    await tap(page, "Mensajes");
    const box = page.getByLabel("Escriba un mensaje");
    await box.fill("paren todo");
    await page.locator(".chat-lane-offer").getByRole("button", { name: "ALTO" }).click();
    await tap(page, "Sin motivo");
    await box.fill("Buenos días");
    await page.keyboard.press("Enter");
    await acts(page, 2);
    expect((await done(page)).map(({ type }) => type)).toEqual(["hold.placed", "message.sent"]);
    expect(await box.inputValue()).toBe("");
    await page.context().close();
  });
});

describe("an act that was not done", () => {
  it("is said with its reason until it is dismissed", async () => {
    const page = await phone("scene=wait&line=undone");
    await page.getByText(/No se hizo:/).waitFor();
    await page.getByText("Fuera de la ventana de salida.").waitFor();
    await tap(page, "Entendido, quitar");
    expect(await page.getByText(/No se hizo:/).count()).toBe(0);
    await page.context().close();
  });
});
