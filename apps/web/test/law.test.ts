import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openProfile, type Profile } from "./browser.ts";
import { enrol, newGroup, openGroup, press, pressAndHold, sheetOf, type } from "./hands.ts";
import { RunningDemo } from "./running-demo.ts";

/** What happens rarely, by hand: two phones and the control rooms of both sides, against the whole demo on a short crossing. */

const SCENARIO = fileURLToPath(new URL("short-crossing.json", import.meta.url));
const SHOTS = fileURLToPath(new URL("../../../.vado/law", import.meta.url));
const SOON = { timeout: 60_000, interval: 500 };
const SIZE = { width: 1_440, height: 900 };
/** Virtual seconds in a real one: while hands work, and while everybody waits. */
const [HANDS, WAITING] = [5, 40];
const PEOPLE = 30;

describe("the rare acts of a link", () => {
  let demo: RunningDemo;
  let profile: Profile;
  /** Field officers of the two banks, control rooms of the sending and the receiving side. */
  let [bank, gate, office, room] = [] as unknown as [Page, Page, Page, Page];
  let bankPhone = "";

  beforeAll(async () => {
    demo = await RunningDemo.start(["--scenario", SCENARIO, "--person-pace", String(WAITING)]);
    profile = await openProfile(demo.url, "en-US");
    bank = await profile.window(await demo.invite("sending", "field"));
    bankPhone = await enrol(bank);
    gate = await profile.window(await demo.invite("receiving", "field"));
    await enrol(gate);
    room = await profile.window(await demo.invite("receiving", "duty"), SIZE);
    await enrol(room);
    office = await profile.window(await demo.invite("sending", "duty"), SIZE);
    await enrol(office);
    await delegate();
    for (const side of ["sending", "receiving"] as const) await demo.officer(side, "duty", "person");
    await demo.pace(HANDS);
    await demo.until(
      "a free hand for all four",
      ({ officers }) => officers.filter(({ by }) => by === "person").length === 4,
    );
  }, 240_000);

  afterAll(async () => {
    await profile?.close();
    await demo?.stop();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    mkdirSync(SHOTS, { recursive: true });
    for (const [name, page] of Object.entries({ bank, gate, office, room }))
      await page.screenshot({ path: `${SHOTS}/${task.name.slice(0, 12)}-${name}.png` });
  });

  async function figure(name: string): Promise<number> {
    return Object.values((await demo.status()).perLink)[0]?.[name] as number;
  }

  const rowIn = (page: Page, code: string, state = "") =>
    page.getByRole("option", { name: new RegExp(`${code}.*${state}`) }).first();

  /** A control room with this group on its table. */
  async function chosen(page: Page, code: string): Promise<void> {
    await rowIn(page, code).click({ timeout: 30_000 });
    await page.getByRole("tab", { name: "Group" }).click();
  }

  /** A new group at the bank, granted in the receiving control room. */
  async function granted(): Promise<string> {
    await press(bank, "Shift");
    const code = await newGroup(bank, 2);
    await grant(code);
    return code;
  }

  async function grant(code: string): Promise<void> {
    await chosen(room, code);
    await press(room, /^Grant/);
    const hold = sheetOf(room).getByRole("button", { name: "Grant" });
    await pressAndHold(room, hold);
    await sheetOf(room).waitFor({ state: "hidden" });
    await rowIn(room, code, "Granted").waitFor({ timeout: 20_000 });
  }

  /** GO into the hands of the person at the bank, unless the simulated officer has done that before handing over. */
  async function delegate(): Promise<void> {
    await office.getByRole("tab", { name: "Team" }).click();
    const row = office.getByRole("row", { name: new RegExp(bankPhone) });
    const [give, back] = ["Delegate GO", "Take GO back"].map((name) => row.getByRole("button", { name }));
    await give!.or(back!).first().waitFor({ timeout: 60_000 });
    if (await back!.isVisible()) return;
    await give!.click();
    await pressAndHold(office, sheetOf(office).getByRole("button", { name: "Delegate GO" }));
    await back!.waitFor({ timeout: 30_000 });
  }

  it("a grant given back, and one that is kept", { timeout: 240_000 }, async () => {
    const [kept, back] = [await granted(), await granted()];
    for (const code of [kept, back]) {
      await chosen(room, code);
      await press(room, /^Ask grant back/);
      await press(sheetOf(room), "No free places");
      await press(sheetOf(room), "Ask grant back");
      await sheetOf(room).waitFor({ state: "hidden" });
      await chosen(office, code);
      await press(office, /^Give it back/);
      await press(sheetOf(office), code === kept ? "Keep it" : "Give it back");
      await sheetOf(office).waitFor({ state: "hidden" });
    }
    await room.getByText(`${kept}: we keep the grant.`).first().waitFor({ timeout: 30_000 });
    // Back in the queue with its place: it can be granted anew, once the phones have read that it ended.
    await room.getByRole("option", { name: new RegExp(`${back}(?!.*Granted)`) }).waitFor({ timeout: 30_000 });
    expect(await rowIn(room, kept, "Granted").count()).toBe(1);
  });

  it("GO without a connection, by six digits that the other bank reads", { timeout: 240_000 }, async () => {
    const code = await granted();
    await chosen(room, code);
    const digits = (await room.locator(".radio-code-digits").first().textContent())?.replace(/\D/g, "") ?? "";
    expect(digits).toMatch(/^\d{6}$/);
    const before = await figure("departed");
    await demo.network(bankPhone, true);
    await bank.getByText(/Offline · as of/).waitFor({ timeout: 60_000 });
    await openGroup(bank, code);
    await press(sheetOf(bank), "Type the radio code");
    const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, "0");
    await type(bank, wrong);
    await sheetOf(bank).getByText("These digits are not this grant's.").waitFor();
    for (let i = 0; i < 6; i++) await press(sheetOf(bank), /Delete|Erase|⌫/);
    await type(bank, digits);
    await pressAndHold(bank, sheetOf(bank).getByRole("button", { name: "Give GO" }));
    await sheetOf(bank).getByText("GO", { exact: true }).first().waitFor();
    await press(sheetOf(bank), "Screen");
    await sheetOf(bank).getByText("Count those who really leave").waitFor({ timeout: 30_000 });
    await type(bank, PEOPLE);
    await press(sheetOf(bank), new RegExp(`^${PEOPLE} leave`));
    expect(await figure("departed")).toBe(before);
    await demo.network(bankPhone, false);
    await expect.poll(() => figure("departed"), SOON).toBe(before + PEOPLE);
    expect((await demo.status()).violations).toBe(0);
  });
});
