import type { Body } from "@vado/protocol";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openGallery, type Gallery } from "./gallery/serve.ts";

/** The control room without a mouse: every act of a shift by keys alone. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(async () => gallery?.close());
afterEach(async () => page?.close());

async function room(as: string, scene = "busy"): Promise<void> {
  page = await gallery.browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await page.goto(`${gallery.url}?screen=room&scene=${scene}&as=${as}&lang=en`);
  await page.waitForSelector("[data-drawn]");
}

const done = () =>
  page.evaluate(() => (globalThis as unknown as { device: { done: Body[] } }).device.done) as Promise<Body[]>;
const types = async () => (await done()).map((body) => body.type);
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const dialog = () => page.locator("dialog[open]");
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

/** Tab until the focus is on a button with this text; at most a page's worth of stops. */
async function tabTo(text: string | RegExp): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const at = await focused();
    const tag = await page.evaluate(() => document.activeElement?.tagName);
    if (tag === "BUTTON" && (typeof text === "string" ? at.includes(text) : text.test(at))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no stop says ${String(text)}`);
}

/** Held as long as the button asks, with the key that is named. */
async function holdKey(key: "Enter" | "Space"): Promise<void> {
  await page.keyboard.down(key);
  await page.waitForTimeout(800);
  await page.keyboard.up(key);
}

describe("the receiving duty officer", () => {
  it("grants with G and a held Enter; a short press does nothing", async () => {
    await room("receiving-duty");
    await press("g");
    await dialog().waitFor();
    await tabTo("Grant");
    await press("Enter");
    await page.waitForTimeout(300);
    expect(await types()).toEqual([]);
    await holdKey("Enter");
    await dialog().waitFor({ state: "detached" });
    expect(await types()).toEqual(["slot.granted"]);
    await page.locator(".foot-act .receipt-read").waitFor();
  });

  it("moves in the queue with arrows, opens a group with Enter, defers it with D", async () => {
    await room("receiving-duty");
    await press("1");
    await press("Tab");
    const second = await page.locator(".room-waiting [role=option]").nth(1).locator(".code").first().innerText();
    await page.locator(".room-waiting").focus();
    await press("ArrowDown", "Enter");
    await page.waitForFunction(() => document.activeElement?.hasAttribute("data-group-sheet"));
    expect(await page.locator(".group-head .code").innerText()).toContain(second.slice(0, 7));
    await press("d");
    await dialog().waitFor();
    await tabTo("no transport");
    await press("Enter");
    await tabTo("1 h");
    await press("Enter");
    await tabTo(/^Defer/);
    await press("Enter");
    await dialog().waitFor({ state: "detached" });
    const [act] = await done();
    expect(act).toMatchObject({ type: "group.deferred", group: second.slice(0, 7), reason: "no transport" });
  });

  it("holds with H at once, from inside a dialog too, and one hold is enough", async () => {
    await room("receiving-duty");
    await press("?");
    await dialog().waitFor();
    await press("h");
    await page.waitForFunction(() => document.querySelector(".indication-blocked") !== null);
    await press("Escape", "h");
    expect(await types()).toEqual(["hold.placed"]);
  });

  it("resumes with L: conditions stand, this side lifts, the other is still to lift", async () => {
    await room("receiving-duty", "held");
    await press("l");
    await dialog().waitFor();
    await tabTo("Lift the hold");
    await press("Enter");
    await page.waitForFunction(() => (globalThis as unknown as { device: { done: Body[] } }).device.done.length === 1);
    expect(await types()).toEqual(["hold.lifted"]);
    // What this side did stands on the hold's own line once it is in the log.
    await dialog().locator(".hold-lifted").waitFor();
  });

  it("no letter is a command while somebody types", async () => {
    await room("receiving-duty");
    await press("/");
    await page.waitForFunction(() => document.activeElement?.matches("[data-log-filter]"));
    await page.keyboard.type("hgdcrl?12");
    expect(await types()).toEqual([]);
    expect(await dialog().count()).toBe(0);
    expect(await page.inputValue("[data-log-filter]")).toBe("hgdcrl?12");
  });

  it("filters the log, moves in it and opens an entry; Escape leads back", async () => {
    await room("receiving-duty");
    await press("/");
    await page.waitForFunction(() => document.activeElement?.matches("[data-log-filter]"));
    await page.keyboard.type("interprete");
    await page.waitForFunction(() => document.querySelectorAll(".virtual-row").length === 1);
    await page.locator(".virtual-rows").focus();
    await press("ArrowDown", "Enter");
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain("falta el intérprete");
    await press("Escape");
    await dialog().waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("virtual-rows");
  });

  it("writes in the chat with T, acknowledges an alarm, and makes an invite", async () => {
    await room("receiving-duty");
    await press("t");
    await page.waitForFunction(() => document.activeElement?.matches(".room-chat .field-input"));
    await page.keyboard.type("second hall is open");
    await press("Enter");
    await page.waitForFunction(() => (globalThis as unknown as { device: { done: Body[] } }).device.done.length === 1);
    expect(await done()).toEqual([{ type: "message.sent", text: "second hall is open" }]);
    await page.locator(".room-work").focus();
    const alarms = await page.locator(".alarms > .alarm").count();
    await press("5");
    await tabTo("Noted");
    await press("Enter");
    await page.locator(".alarms-seen").waitFor();
    expect(await page.locator(".room-alarms .room-panel-body > .alarms > .alarm").count()).toBe(alarms - 1);
    await page.locator('[role=tab][aria-selected="true"]').focus();
    await press("ArrowRight", "ArrowRight", "ArrowRight");
    await tabTo("Invite a device");
    await press("Enter");
    await dialog().waitFor();
    await tabTo("Make an invite");
    await press("Enter");
    await page.locator(".qr-code").waitFor();
  });
});

describe("the sending duty officer", () => {
  it("reads back with C, checks nothing twice, and gives GO with R and a held Space", async () => {
    await room("sending-duty", "quiet");
    await press("r");
    await dialog().waitFor();
    await tabTo("Give GO");
    await holdKey("Space");
    await dialog().waitFor({ state: "detached" });
    expect(await types()).toEqual(["group.released"]);
    await page.close();
    await room("sending-duty");
    await press("c");
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain("Kilo seven Bravo");
    await tabTo("Confirm");
    await holdKey("Enter");
    await dialog().waitFor({ state: "detached" });
    expect(await types()).toEqual(["slot.confirmed"]);
  });

  it("a GO that is refused says why and is not given", async () => {
    await room("sending-duty");
    await press("r");
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain("Outside the release window");
    expect(await dialog().locator(".hold-button-face").isDisabled()).toBe(true);
  });
});

describe("the focus", () => {
  it("is to be seen at every stop, and no stop is a trap", async () => {
    await room("receiving-duty");
    const seen = new Set<string>();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const place = element.getBoundingClientRect();
        return {
          visible: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
          key: `${element.className} ${place.x} ${place.y}`,
        };
      });
      if (stop === null) break;
      expect(stop).toMatchObject({ visible: true });
      seen.add(stop.key);
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe("a long log", () => {
  it(
    "of 20000 entries is reached to its end by keys, with only what is seen in the page",
    { timeout: 90_000 },
    async () => {
      await room("receiving-duty", "long");
      await press("/");
      await page.locator(".virtual-rows").focus();
      const all = () =>
        page.evaluate(() => Number(document.querySelector(".virtual-row")?.getAttribute("aria-setsize")));
      const isAll = async () => !(await page.locator(".log-read").innerText()).includes("more");
      for (let i = 0; i < 200 && !(await isAll()); i++) {
        await press("End");
        await page.waitForTimeout(40);
        expect(await page.locator(".virtual-row").count()).toBeLessThan(60);
      }
      expect(await all()).toBeGreaterThan(19_600);
      await press("Home", "ArrowDown", "Enter");
      await dialog().waitFor();
    },
  );

  it("scrolls without a frame that one notices", { timeout: 90_000 }, async () => {
    await room("receiving-duty", "long&line=live");
    await press("/");
    const frames = await page.evaluate(async () => {
      const list = document.querySelector(".virtual-rows") as HTMLElement;
      const gaps: number[] = [];
      let last = performance.now();
      for (let i = 0; i < 240; i++) {
        list.scrollTop += 900;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        gaps.push(performance.now() - last);
        last = performance.now();
      }
      return gaps.toSorted((a, b) => a - b);
    });
    const at = (share: number) => Math.round(frames[Math.floor((frames.length - 1) * share)] ?? 0);
    console.log(`log: frames of ${at(0.5)} ms, 99 in 100 within ${at(0.99)} ms, the longest ${at(1)} ms`);
    // Half a second would be a screen that stands still; other work on the machine must not fail this.
    expect(at(0.99)).toBeLessThan(250);
  });
});
