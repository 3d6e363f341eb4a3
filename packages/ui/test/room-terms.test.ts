import type { Page } from "playwright-core";
import { PLAIN_TERMS, type StationChain, type Terms } from "@vado/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainView } from "../src/model/chain.ts";
import { axeFinds } from "./gallery/axe.ts";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** Terms in the control room: what they do to the own station, and other ones proposed. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
});
afterAll(() => gallery.close());

const dialog = () => page.locator("dialog[open]");

async function open(lang: string, terms: string, propose: string): Promise<void> {
  await page.goto(`${gallery.url}?screen=room&scene=busy&as=receiving-duty&lang=${lang}`);
  await page.waitForSelector("[data-drawn]");
  await page.getByRole("tab", { name: terms }).click();
  await page.getByRole("button", { name: propose }).click();
}

describe("the chain check of a desk's station", () => {
  const links = (quotaIn: number | null, quotaOut: number): StationChain["links"] => [
    {
      link: "IN" as never,
      side: "receiving",
      neighbour: "AAA" as never,
      terms: terms(quotaIn),
      waiting: 900,
      cameLastDay: 600,
    },
    {
      link: "OUT" as never,
      side: "sending",
      neighbour: "CCC" as never,
      terms: terms(quotaOut),
      waiting: 0,
      cameLastDay: 0,
    },
  ];
  const terms = (quotaPerDay: number | null): Terms => ({
    ...PLAIN_TERMS,
    quotaPerDay,
    block: { kind: "paced" },
    ratePerHour: null,
  });
  const station = {
    station: "BBB" as never,
    total: 850,
    unregistered: 0,
    registered: 265,
    intakePerHour: null,
    outflowPerHour: 0,
    open: true,
  };

  it("counts what comes in by every link against what goes out, names the day it is full and the quota that fits", () => {
    const view = chainView({ station, links: links(650, 150) }, "IN", terms(650), 0);
    expect(view).toMatchObject({ inPerDay: 650, outPerDay: 150, station: { limit: 765, fullOn: 1 } });
    // 500 places for 28 days of what does not leave.
    expect(view?.fits).toBe(150 + Math.floor(500 / 28));
    expect(chainView({ station, links: links(650, 150) }, "IN", terms(150), 0)).toMatchObject({
      fits: null,
      station: { fullOn: null },
    });
  });

  it("without a limit as many may come as came in the last day and wait; a link that is not the desk's has no view", () => {
    expect(chainView({ station, links: links(null, 150) }, "IN", terms(null), 0)?.inPerDay).toBe(1_500);
    expect(chainView({ station, links: links(650, 150) }, "ELSE", terms(650), 0)).toBeNull();
  });
});

it("shows what a quota does while it is typed, and proposes it with the next version", async () => {
  await open("en", "Agreement", "Propose other terms");
  await dialog().getByLabel("Quota per day").fill("5000");
  await dialog()
    .getByText(/The station is over the 2700 places to plan with from day \d+ on/)
    .waitFor();
  expect(
    await dialog()
      .getByText(/\d+ people a day on this link would fit for 28 days/)
      .count(),
  ).toBe(1);
  await dialog().getByLabel("Quota per day").fill("many");
  expect(await dialog().getByRole("button", { name: "Propose" }).isDisabled()).toBe(true);
  await dialog().getByText("A whole number up to 1000000.").waitFor();
  await dialog().getByLabel("Quota per day").fill("2400");
  await dialog().getByText("The station stays within its places for the coming 28 days.").waitFor();
  const button = dialog().getByRole("button", { name: "Propose" });
  await button.focus();
  await page.keyboard.down("Enter");
  await page.waitForTimeout(900);
  await page.keyboard.up("Enter");
  // One was there to sign before.
  await page.getByRole("button", { name: "Sign", exact: true }).nth(1).waitFor();
});

it("axe finds nothing in any theme, in both languages", async () => {
  for (const [lang, terms, propose] of [
    ["en", "Agreement", "Propose other terms"],
    ["es", "Acuerdo", "Proponer otros términos"],
  ] as const) {
    await open(lang, terms, propose);
    await dialog().getByRole("textbox").first().fill("5000");
    for (const theme of ["light", "dark", "sun"]) {
      await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
      await page.waitForTimeout(60);
      expect(await axeFinds(page), `${lang} ${theme}`).toEqual([]);
    }
  }
});
