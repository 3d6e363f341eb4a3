import { readFileSync } from "node:fs";
import Papa from "papaparse";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { extractText, getDocumentProxy } from "unpdf";
import { validateXML } from "xmllint-wasm";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** Files that the control room gives to the browser, opened as another program would. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
});
afterAll(() => gallery.close());

const WORDS = {
  en: {
    handover: "Shift handover",
    day: "Day figures (CSV)",
    activity: "ICS-214 log (CSV)",
    safety: "Safety",
    cap: "Alert (CAP)",
    incident: "Open incident",
  },
  es: {
    handover: "Relevo de turno",
    day: "Cifras del día (CSV)",
    activity: "Registro (ICS-214)",
    safety: "Seguridad",
    cap: "Alerta (CAP)",
    incident: "Abrir incidente",
  },
} as const;
type Lang = keyof typeof WORDS;

async function open(lang: Lang): Promise<void> {
  await page.goto(`${gallery.url}?screen=room&scene=busy&as=receiving-duty&lang=${lang}`);
  await page.waitForSelector("[data-drawn]");
}

async function saved(button: string): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).first().click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

const rows = (text: string) => {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: "," });
  expect(errors).toEqual([]);
  return data.slice(0, -1);
};

it.each(["en", "es"] as const)("the day's figures and the activity log, from the shift handover (%s)", async (lang) => {
  await open(lang);
  await page.getByRole("button", { name: WORDS[lang].handover }).click();
  const day = await saved(WORDS[lang].day);
  expect(day.name).toBe("vado-MAT-BRO-2023-05-11.csv");
  const [heads = [], tags = [], figures = []] = rows(day.text);
  expect(figures).toHaveLength(heads.length);
  const of = (tag: string) => figures[tags.indexOf(tag)];
  // The same figure as on screen.
  expect(of("#affected+ind")).toBe("324");
  expect([of("#date+occurred"), of("#loc+code+origin"), of("#loc+code+dest")]).toEqual(["2023-05-11", "MAT", "BRO"]);
  const activity = await saved(WORDS[lang].activity);
  expect(activity.name).toBe("vado-MAT-BRO-2023-05-11-ics214.csv");
  const lines = rows(activity.text);
  expect(lines.some(([field]) => field?.startsWith("7."))).toBe(true);
  const times = lines.filter(([at]) => /^2023-05-11T\d\d:\d\d:\d\d-05:00$/.test(at ?? ""));
  expect(times.length).toBeGreaterThan(50);
});

it.each(["en", "es"] as const)(
  "an open incident as an alert in CAP 1.2, without a note or a group's code (%s)",
  async (lang) => {
    await open(lang);
    await page.getByRole("tab", { name: WORDS[lang].safety }).click();
    await page.getByRole("button", { name: WORDS[lang].incident, exact: true }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByRole("textbox").fill("two people by the east bank");
    await dialog.getByRole("button", { name: WORDS[lang].incident, exact: true }).click();
    const { name, text } = await saved(WORDS[lang].cap);
    expect(name).toBe("vado-MAT-BRO-cap.xml");
    const xml = [{ fileName: "alert.xml", contents: text }];
    expect(await validateXML({ xml, disableFileNameValidation: true } as never)).toMatchObject({ valid: true });
    expect(text).toContain(`<language>${lang === "es" ? "es-419" : "en"}</language>`);
    expect(text).toContain("<status>Actual</status>");
    expect(text).toContain("<category>Health</category>");
    expect(text).not.toContain("east bank");
  },
);

it.each(["en", "es"] as const)(
  "the shift handover as PDF: all of it, black on white, also at night (%s)",
  async (lang) => {
    await page.goto(`${gallery.url}?screen=room&scene=busy&as=receiving-duty&lang=${lang}&theme=dark`);
    await page.waitForSelector("[data-drawn]");
    await page.getByRole("button", { name: WORDS[lang].handover }).click();
    const lines = await page.locator(".handover li").allInnerTexts();
    expect(lines.length).toBeGreaterThan(20);
    const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A5" })));
    expect(pdf.numPages).toBeGreaterThan(1);
    const squeezed = (text: string): string => text.replaceAll(/\s+/g, "");
    const { text } = await extractText(pdf, { mergePages: true });
    for (const line of [WORDS[lang].handover, ...lines]) expect(squeezed(text), line).toContain(squeezed(line));
    await page.emulateMedia({ media: "print" });
    const [ink, paper] = await page
      .locator(".handover li")
      .first()
      .evaluate((item) => [
        getComputedStyle(item).color,
        getComputedStyle(item.closest("dialog") as Element).backgroundColor,
      ]);
    expect([ink, paper]).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    await page.emulateMedia({ media: null });
  },
);
