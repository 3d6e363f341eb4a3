import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { openGallery } from "../../../packages/ui/test/gallery/serve.ts";
import { openProfile } from "../test/browser.ts";
import { RunningDemo } from "../test/running-demo.ts";

/**
 * Pictures of the guide and the README, in both languages: `npm run pictures`. Phone and control room from the gallery, whose
 * states are folded from real events and always the same; start page and board from a running demo.
 */
const FOLDER = fileURLToPath(new URL("../../../docs/guide/pictures", import.meta.url));
const LANGUAGES = ["es", "en"] as const;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1_440, height: 900 };
const WALL = { width: 1_920, height: 1_080 };

type Hands = (page: Page) => Promise<void>;
const nothing: Hands = async () => {};

const first = (page: Page, selector: string) => page.locator(selector).first();
const SCENES: Readonly<Record<string, { size: typeof PHONE; query: string; hands: Hands }>> = {
  "phone-go": { size: PHONE, query: "screen=phone&scene=go&as=sending-field&theme=light", hands: nothing },
  "phone-new-group": {
    size: PHONE,
    query: "screen=phone&scene=wait&as=sending-field&theme=light",
    async hands(page) {
      await first(page, ".action-card .button-main").click();
      for (const key of [0, 1, 2, 2, 3, 3, 3]) await page.locator(".units-step-key").nth(key).click();
    },
  },
  "phone-signal": {
    size: PHONE,
    query: "screen=phone&scene=depart&as=sending-field&theme=light",
    hands: (page) => first(page, ".action-card .button-main").click(),
  },
  "phone-count": {
    size: PHONE,
    query: "screen=phone&scene=mismatch&as=receiving-field&theme=light",
    hands: (page) => first(page, ".action-card .button-main").click(),
  },
  room: { size: DESK, query: "screen=room&scene=busy&as=receiving-duty&theme=light", hands: nothing },
  "room-grant": {
    size: DESK,
    query: "screen=room&scene=busy&as=receiving-duty&theme=dark",
    async hands(page) {
      await page.keyboard.press("g");
      await page.waitForTimeout(600);
    },
  },
};

mkdirSync(FOLDER, { recursive: true });
const save = (page: Page, name: string) => page.screenshot({ path: join(FOLDER, `${name}.png`) });

const gallery = await openGallery();
try {
  for (const language of LANGUAGES)
    for (const [name, { size, query, hands }] of Object.entries(SCENES)) {
      const page = await gallery.browser.newPage({ viewport: size });
      await page.goto(`${gallery.url}?${query}&lang=${language}`);
      await page.waitForSelector("[data-drawn]");
      await hands(page);
      await page.waitForTimeout(500);
      await save(page, `${name}-${language}`);
      await page.close();
    }
} finally {
  await gallery.close();
}

const demo = await RunningDemo.start();
try {
  await demo.pace(60);
  await demo.until("a few hundred people received", ({ people }) => people.received > 400, 240);
  await demo.until("somebody on the way", ({ people }) => (people["inTransit"] ?? 0) > 0, 120);
  await demo.pace(5);
  for (const language of LANGUAGES) {
    const profile = await openProfile(demo.url, language === "es" ? "es-MX" : "en-US");
    const pages = {
      start: ["/", DESK],
      board: [`/board/?lang=${language}`, PHONE],
      "board-big": [`/board/?lang=${language}&big`, WALL],
    } as const;
    for (const [name, [path, size]] of Object.entries(pages)) {
      const page = await profile.window(`${demo.url}${path}`, size);
      await page.waitForTimeout(2_500);
      await save(page, `${name}-${language}`);
      await page.close();
    }
    await profile.close();
  }
} finally {
  await demo.stop();
}
