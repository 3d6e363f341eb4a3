import type { Body } from "@vado/protocol";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openGallery, type Gallery } from "./gallery/serve.ts";
import { codeOf } from "./gallery/story.ts";

/** Rare acts in the control room, by keys alone. */

let gallery: Gallery;
let page: Page;
beforeAll(async () => {
  gallery = await openGallery();
}, 120_000);
afterAll(async () => gallery?.close());
afterEach(async () => page?.close());

async function room(as: string, scene: string): Promise<void> {
  page = await gallery.browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await page.goto(`${gallery.url}?screen=room&scene=${scene}&as=${as}&lang=en`);
  await page.waitForSelector("[data-drawn]");
}

const device = <T>(key: "done" | "played"): Promise<T> =>
  page.evaluate((name) => (globalThis as unknown as { device: Record<string, unknown> }).device[name] as T, key);
const done = () => device<Body[]>("done");
const dialog = () => page.locator("dialog[open]");

/** Tab until the focus is on a button, a field or a choice that says this; then press the key. */
async function at(text: string | RegExp, key = "Enter"): Promise<void> {
  for (let i = 0; i < 90; i++) {
    const says = await page.evaluate(() => {
      const one = document.activeElement;
      const label = one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : one?.textContent;
      return (one?.getAttribute("aria-label") ?? label ?? "").trim();
    });
    const tag = await page.evaluate(() => document.activeElement?.tagName ?? "");
    if (["BUTTON", "INPUT"].includes(tag) && (typeof text === "string" ? says.startsWith(text) : text.test(says)))
      return page.keyboard.press(key);
    await page.keyboard.press("Tab");
  }
  throw new Error(`no stop says ${String(text)}`);
}

/** Chooses a group in whichever list it stands in, with the keyboard. */
async function choose(code: string): Promise<void> {
  for (const list of ["going", "waiting", "onway"]) {
    const rows = page.locator(`.room-${list}`);
    if ((await rows.count()) === 0) continue;
    await rows.focus();
    for (let i = 0; i < 20; i++) {
      if ((await page.locator(`.room-${list} [aria-selected=true]`, { hasText: code }).count()) > 0) {
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement?.hasAttribute("data-group-sheet"));
        return;
      }
      await page.keyboard.press("ArrowDown");
    }
  }
  throw new Error(`${code} is in no list`);
}

describe("the sending side", () => {
  it("keeps a grant that was asked back, and says so; or gives it back", async () => {
    await room("sending-duty", "asked");
    await choose(codeOf(17));
    await at("Give it back");
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain("no quedan plazas");
    await at("Keep it");
    await dialog().waitFor({ state: "detached" });
    await at("Give it back");
    await at("Give it back");
    await dialog().waitFor({ state: "detached" });
    expect((await done()).map(({ type }) => type)).toEqual(["message.sent", "grant.revoke-accepted"]);
  });

  it("answers a diversion, and tells people who came back", async () => {
    await room("sending-duty", "rare");
    await choose(codeOf(12));
    await at("Answer diversion");
    await at("Agree: to LAR");
    await dialog().waitFor({ state: "detached" });
    const [agreed] = await done();
    expect(agreed).toMatchObject({ type: "group.diverted", station: "LAR" });
    expect(agreed).toHaveProperty("answers");
  });

  it("a supervisor sets a rule aside with a reason; a duty officer is not asked to", async () => {
    await room("sending-duty", "rare");
    await choose(codeOf(18));
    expect(await page.getByRole("button", { name: "Set a rule aside" }).count()).toBe(0);
    await page.close();
    await room("sending-supervisor", "rare");
    await choose(codeOf(18));
    await at("Set a rule aside");
    await at("Child protection");
    await at("Set a rule aside");
    await dialog().waitFor({ state: "detached" });
    expect(await done()).toMatchObject([{ type: "supervisor.overrode", rule: "H5.overtaking" }]);
  });
});

describe("the receiving side", () => {
  it("searches for an overdue group, hands the search over, and counts it when it comes", async () => {
    await room("receiving-duty", "rare");
    await choose(codeOf(12));
    await at("What to do");
    await at("Nobody knows: search");
    await page.getByText("The search is on").waitFor();
    await at("Hand over");
    await at(/Handed over to|Who/, "End");
    await page.keyboard.type("Coast guard");
    await page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await at("What to do");
    await at("It is here: count in");
    await page.getByRole("button", { name: "1", exact: true }).focus();
    await page.keyboard.type("148");
    expect(await page.locator(".group-facts").innerText()).toContain("148 → –");
    await at("148 arrive");
    await dialog().waitFor({ state: "detached" });
    await page.locator(".group-facts").filter({ hasText: "148 → 148" }).waitFor();
    expect((await done()).map(({ type }) => type)).toEqual([
      "incident.opened",
      "incident.handed-over",
      "group.arrived",
    ]);
  });

  it("reads the radio code of a granted group, with its number", async () => {
    await room("receiving-duty", "busy");
    await choose(codeOf(17));
    expect(await page.locator(".radio-code-digits").innerText()).toMatch(/^\d{3} \d{3}$/);
    expect(await page.locator(".group-grant code").innerText()).toMatch(/^[A-Za-z0-9_-]{22}$/);
    await page.close();
    await room("sending-duty", "busy");
    await choose(codeOf(17));
    expect(await page.locator(".radio-code-digits").count()).toBe(0);
  });

  it("closes its station with a reason", async () => {
    await room("receiving-duty", "busy");
    await page.locator('[role="tab"][data-key="terms"]').focus();
    await page.keyboard.press("Enter");
    await at("Close station");
    await at("End of hours");
    await at("Close station");
    await dialog().waitFor({ state: "detached" });
    expect(await done()).toMatchObject([{ type: "station.closed", station: "BRO", reason: "End of hours" }]);
  });
});

describe("a drill", () => {
  it("is begun and ended by a real act", async () => {
    await room("receiving-duty", "busy");
    await at("Drill");
    await at("2 h");
    await at("Start the drill");
    await page.getByText("A drill goes on until").waitFor();
    await at("Drill");
    await at("End the drill");
    await page.getByText("A drill goes on until").waitFor({ state: "detached" });
    expect((await done()).map(({ type }) => type)).toEqual(["drill.started", "drill.ended"]);
    expect(await device<Body[]>("played")).toEqual([]);
  });

  it("is played beside the real morning: places offered, a group granted, H holds the drill, REAL HOLD the link", async () => {
    await room("receiving-duty", "drill");
    await at("Enter the drill");
    await page.locator(".drill-band").waitFor();
    expect(await page.locator(".room-queue").innerText()).not.toContain(codeOf(13));
    await at("Offer places");
    await page.getByRole("button", { name: "4", exact: true }).focus();
    await page.keyboard.type("40");
    await at(/^Offer places$/);
    await dialog().waitFor({ state: "detached" });
    // Until the offers stand in the log there is nothing to grant.
    await page.locator(".group-act button:enabled", { hasText: "Grant" }).waitFor();
    await page.keyboard.press("g");
    await dialog().waitFor();
    await at("Grant", "Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.down("Enter");
    await page.waitForTimeout(800);
    await page.keyboard.up("Enter");
    await dialog().waitFor({ state: "detached" });
    await page.keyboard.press("h");
    await page.waitForFunction(
      () => (globalThis as unknown as { device: { played: unknown[] } }).device.played.length === 6,
    );
    await at("REAL HOLD");
    await page.getByText("THIS IS REAL").waitFor();
    const [played, all] = [await device<Body[]>("played"), await done()];
    expect(played.map(({ type }) => type)).toEqual([
      ...Array.from({ length: 4 }, () => "slots.offered"),
      "slot.granted",
      "hold.placed",
    ]);
    expect(all.length).toBe(played.length + 1);
    expect(all.at(-1)?.type).toBe("hold.placed");
  });
});
