import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spell } from "../src/parts/spell.ts";
import { acts, button, done, phonePage, tap } from "./gallery/phone-page.ts";
import { openGallery, type Gallery } from "./gallery/serve.ts";
import { codeOf } from "./gallery/story.ts";

/** What an officer can tell with the phone: a few taps each, and the event that comes of them. */

let gallery: Gallery;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(() => gallery?.close());

/** A group that waits, as a screen reader says its code. */
const B = new RegExp(spell(codeOf(1)));

describe("every act of an officer", () => {
  type Step = string | RegExp;
  const ACTS: readonly (readonly [string, string, readonly Step[], object])[] = [
    [
      "conditions",
      "scene=stale",
      ["Revisar condiciones", /Con precaución/],
      { type: "conditions.checked", level: "caution" },
    ],
    [
      "an incident",
      "scene=away",
      [/^Incidente/, "radio:Emergencia médica", "1 más: Personas afectadas", "Informar"],
      { type: "incident.opened", kind: "medical", people: 1 },
    ],
    [
      "news of it",
      "scene=incident",
      [/Emergencia médica/, "fill:Novedades:llegó la ambulancia", "Añadir novedad"],
      { type: "incident.updated", note: "llegó la ambulancia" },
    ],
    [
      "handing it over",
      "scene=incident&as=receiving-duty",
      [/Emergencia médica/, "fill:Novedades:al hospital", "Entregar a rescate"],
      { type: "incident.handed-over", to: "al hospital" },
    ],
    [
      "a correction",
      "",
      ["Grupos", B, "Corregir el grupo", /viaja sola/, "Seguir", "Seguir", "Enviar corrección"],
      { type: "group.amended", version: 2, headcount: 65 },
    ],
    [
      "a withdrawal",
      "",
      ["Grupos", B, "Retirar el grupo", "radio:Irán más tarde", "Retirar"],
      { type: "group.withdrawn", reason: "Irán más tarde" },
    ],
    [
      "people who left the queue",
      "",
      ["Grupos", B, "Se disuelve", "6", "4", "Se van 64"],
      { type: "group.dispersed", headcount: 64 },
    ],
    ["a hold on one group", "", ["Grupos", B, "Alto sólo al grupo"], { type: "hold.placed", group: codeOf(1) }],
    [
      "a return",
      "scene=held",
      ["No salió", "1", "1", "8", "radio:Por decisión propia", "Regresan 118"],
      { type: "group.returned", headcount: 118, reason: "Por decisión propia" },
    ],
    [
      "an unannounced arrival",
      "as=receiving-field",
      [/Llegada sin aviso/, "1", "2", "Llegaron 12"],
      { type: "arrival.spontaneous", headcount: 12 },
    ],
    ["receiving", "scene=match&as=receiving-field", ["Recibido"], { type: "group.received", group: codeOf(0) }],
    ["agreeing to a cause", "scene=proposed", ["Responder", "De acuerdo"], { type: "count.reconciled", cause: "left" }],
    [
      "another cause",
      "scene=proposed",
      ["Responder", "radio:Alguien contó mal", "Proponer otra"],
      { type: "count.reconciled", cause: "miscount" },
    ],
    [
      "a grant",
      "as=receiving-duty",
      ["Autorizar", "hold:Autorizar a 64"],
      { type: "slot.granted", group: codeOf(1), headcount: 64 },
    ],
    [
      "a promise",
      "as=receiving-duty",
      ["Autorizar", "Aplazar", "60 min", "radio:Falta intérprete", "Aviso a las 09:03"],
      { type: "group.deferred", reason: "Falta intérprete" },
    ],
    [
      "reading a grant back",
      "scene=unconfirmed&as=sending-duty",
      ["Leer y confirmar", "Coincide, confirmar"],
      { type: "slot.confirmed", headcount: 118 },
    ],
    [
      "giving a grant back",
      "scene=askedBack&as=sending-duty",
      ["Ver la petición", "Devolver"],
      { type: "grant.revoke-accepted", group: codeOf(0) },
    ],
    ["lifting a hold", "scene=held&as=receiving-duty", [/Hay un alto/, "hold:Levantar"], { type: "hold.lifted" }],
  ];

  async function take(page: Page, step: Step): Promise<void> {
    if (typeof step !== "string") return tap(page, step);
    const [how, what, text] = step.split(":");
    if (how === "radio") return page.getByRole("radio", { name: what as string }).check();
    if (how === "fill") return page.getByLabel(what as string).fill(text as string);
    if (how !== "hold") return tap(page, step);
    await button(page, what as string).focus();
    await page.keyboard.down("Enter");
    await page.waitForTimeout(750);
    return page.keyboard.up("Enter");
  }

  it.each(ACTS)("%s", async (_, query, steps, body) => {
    const page = await phonePage(gallery, query);
    for (const step of steps) await take(page, step);
    await acts(page, 1);
    expect((await done(page)).at(-1)).toMatchObject(body);
    expect((await done(page)).length).toBe(1);
    await page.context().close();
  });
});
