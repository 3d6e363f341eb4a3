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
  let gatePhone = "";

  beforeAll(async () => {
    demo = await RunningDemo.start(["--scenario", SCENARIO, "--person-pace", String(WAITING)]);
    profile = await openProfile(demo.url, "en-US");
    bank = await profile.window(await demo.invite("sending", "field"));
    bankPhone = await enrol(bank);
    gate = await profile.window(await demo.invite("receiving", "field"));
    gatePhone = await enrol(gate);
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

  /** GO from the sending control room, called by voice and counted out at the bank. */
  async function sentOff(code: string): Promise<void> {
    await openGroup(bank, code);
    const look = sheetOf(bank).getByRole("button", { name: "Check conditions" });
    await sheetOf(bank).getByRole("button", { name: "Give GO" }).waitFor();
    if (await look.isVisible()) {
      await look.click();
      await press(sheetOf(bank), /Crossing is safe/);
      await bank.waitForTimeout(1_000);
    }
    while ((await bank.getByRole("dialog").count()) > 0) await bank.keyboard.press("Escape");
    await chosen(office, code);
    await press(office, /^Give GO/);
    await pressAndHold(office, sheetOf(office).getByRole("button", { name: /GO/ }).last());
    await countedOut(code);
  }

  /** A group that has left: granted, let go in the sending control room, counted out at the bank. */
  async function onTheWay(): Promise<string> {
    const code = await granted();
    await sentOff(code);
    await expect.poll(() => figure("inTransit"), SOON).toBeGreaterThanOrEqual(PEOPLE);
    return code;
  }

  async function countedOut(code: string): Promise<void> {
    await openGroup(bank, code);
    await press(sheetOf(bank), "Count the departure");
    await type(bank, PEOPLE);
    await press(sheetOf(bank), new RegExp(`^${PEOPLE} leave`));
    await sheetOf(bank).waitFor({ state: "hidden" });
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

  it("a ticket read at the far gate without a network, then the blind count", { timeout: 240_000 }, async () => {
    const code = await onTheWay();
    await openGroup(bank, code);
    await press(sheetOf(bank), "Show the ticket");
    const ticket = sheetOf(bank).getByRole("img", { name: `Ticket of ${code}` });
    const picture = await ticket.screenshot();
    await bank.keyboard.press("Escape");
    await demo.network(gatePhone, true);
    await gate.getByText(/Offline · as of/).waitFor({ timeout: 60_000 });
    await press(gate, "Shift");
    await press(gate, /Read the ticket/);
    await sheetOf(gate)
      .locator("input[type=file]")
      .setInputFiles({ name: "ticket.png", mimeType: "image/png", buffer: picture });
    await sheetOf(gate).getByText("The ticket is this group's").waitFor({ timeout: 20_000 });
    // The count stays blind: the ticket's figure is compared, and not shown.
    expect(await sheetOf(gate).textContent()).not.toMatch(new RegExp(`(?<![:\\d])${PEOPLE}(?![:\\d])`));
    await press(sheetOf(gate), /^Count/);
    const before = await figure("received");
    await type(gate, PEOPLE);
    await press(sheetOf(gate), new RegExp(`^${PEOPLE} arrive`));
    await press(sheetOf(gate), "Received");
    await demo.network(gatePhone, false);
    await expect.poll(() => figure("received"), SOON).toBe(before + PEOPLE);
  });

  it("a group on its way goes to another station, when both sides say so", { timeout: 240_000 }, async () => {
    const code = await onTheWay();
    await openGroup(bank, code);
    await press(sheetOf(bank), "It goes to another station");
    await sheetOf(bank).getByLabel("Other station (three letters)").fill("LAR");
    await sheetOf(bank).getByLabel("Number of its grant").fill("A".repeat(22));
    await press(sheetOf(bank), "Propose it");
    await openGroup(gate, code);
    await press(sheetOf(gate), "It goes to another station");
    await press(sheetOf(gate), "Agree: to LAR");
    await expect.poll(() => figure("diverted"), SOON).toBe(PEOPLE);
  });

  it("a drill beside real traffic", { timeout: 240_000 }, async () => {
    const before = await demo.status();
    await press(office, "Drill");
    await press(sheetOf(office), "Start the drill");
    await press(office, "Enter the drill");
    await office.getByText("DRILL · SIMULACRO").first().waitFor();
    await press(bank, "Enter the drill");
    await press(bank, "Shift");
    const played = await newGroup(bank, 2);
    await rowIn(office, played).waitFor({ timeout: 30_000 });
    await press(bank, "Drill HOLD: within the drill only");
    const real = (await demo.status()).perLink;
    expect(Object.values(real)[0]?.["groups"]).toBe(Object.values(before.perLink)[0]?.["groups"]);
    expect(await figure("holds")).toBe(Object.values(before.perLink)[0]?.["holds"]);
    // The other side works on, in earnest.
    expect(await gate.getByText("DRILL · SIMULACRO").count()).toBe(0);
    await press(office, "Leave to the real view");
    await press(bank, "Leave to the real view");
    const code = await onTheWay();
    expect(code).not.toBe(played);
  });

  it("a group that does not come is overdue, blocks the link, and is found", { timeout: 300_000 }, async () => {
    const code = await onTheWay();
    await demo.pace(WAITING);
    await room
      .getByText(new RegExp(`${code} was due by`))
      .first()
      .waitFor({ timeout: 120_000 });
    await demo.pace(HANDS);
    await gate
      .getByText(/overdue/i)
      .first()
      .waitFor({ timeout: 30_000 });
    await chosen(room, code);
    await press(room, /^What to do/);
    await press(sheetOf(room), "Nobody knows: search");
    await room.keyboard.press("Escape");
    await openGroup(gate, code);
    await press(sheetOf(gate), "What to do");
    await press(sheetOf(gate), "It is here: count in");
    await type(gate, PEOPLE);
    const before = await figure("received");
    await press(sheetOf(gate), new RegExp(`^${PEOPLE} arrive`));
    await press(sheetOf(gate), "Received");
    await expect.poll(() => figure("received"), SOON).toBe(before + PEOPLE);
  });

  it("a window that passes unused: the group keeps its place and gets a new slot", { timeout: 300_000 }, async () => {
    const code = await granted();
    await demo.pace(WAITING);
    await room
      .getByRole("option", { name: new RegExp(`${code}(?!.*Granted)`) })
      .first()
      .waitFor({ timeout: 120_000 });
    await demo.pace(HANDS);
    await chosen(room, code);
    // Until every device that might have let it go has read past the window, there is no other grant.
    const again = room.getByRole("button", { name: /^Grant/ }).first();
    await expect.poll(() => again.isEnabled(), { timeout: 120_000, interval: 1_000 }).toBe(true);
    await grant(code);
    const last = await demo.status("?check=now");
    expect(last).toMatchObject({ digests: 1, violations: 0, conservation: true });
    expect(profile.strays).toEqual([]);
  });
});
