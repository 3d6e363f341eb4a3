import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openGallery } from "./serve.ts";

/**
 * Pictures of the gallery, to be opened and judged: `node packages/ui/test/gallery/shots.ts [folder] [filter]`. Every scene, width, theme and
 * language that the filter's words all stand in.
 */

const WIDTHS = { "360": [360, 740], "768": [768, 1024], "1440": [1440, 900] } as const;
const LANGUAGES = ["es", "en"] as const;
const THEMES = ["light", "dark", "sun"] as const;
const VIEWS: Readonly<Record<string, string>> = {
  "room-receiving": "screen=room&scene=busy&as=receiving-duty",
  "room-sending": "screen=room&scene=busy&as=sending-duty",
  "room-held": "screen=room&scene=held&as=sending-duty",
  "room-quiet": "screen=room&scene=quiet&as=sending-duty",
  "room-offline": "screen=room&scene=busy&as=receiving-duty&line=offline",
  "phone-sending": "screen=phone&scene=busy&as=sending-field",
  "phone-receiving": "screen=phone&scene=busy&as=receiving-field",
  "phone-duty": "screen=phone&scene=quiet&as=sending-duty",
  "phone-offline": "screen=phone&scene=held&as=sending-field&line=offline",
  "room-long": "screen=room&scene=long&as=receiving-duty",
};

const [folder = ".vado/shots", ...filter] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const gallery = await openGallery();
try {
  for (const [view, query] of Object.entries(VIEWS))
    for (const [width, [w, h]] of Object.entries(WIDTHS))
      for (const language of LANGUAGES)
        for (const theme of THEMES) {
          const name = `${view}-${width}-${language}-${theme}`;
          if (!filter.every((word) => name.includes(word))) continue;
          const page = await gallery.browser.newPage({ viewport: { width: w, height: h } });
          page.on("pageerror", (error) => process.stderr.write(`${name}: ${error.message}\n`));
          await page.goto(`${gallery.url}?${query}&lang=${language}&theme=${theme}`);
          await page.waitForSelector("[data-drawn]");
          await page.waitForTimeout(400);
          await page.screenshot({ path: join(folder, `${name}.png`), fullPage: width !== "1440" });
          await page.close();
        }
} finally {
  await gallery.close();
}
