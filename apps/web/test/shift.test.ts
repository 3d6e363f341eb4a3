import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openProfile, type Profile } from "./browser.ts";
import { enrol, newGroup, nextAction, press, pressAndHold, sheetOf, type } from "./hands.ts";
import { RunningDemo } from "./running-demo.ts";

/** A shift in three windows of one browser: two phones and a control room, against the whole demo. */

const MINUTE = 60_000;
const PEOPLE = 30;
/** Virtual seconds in a real one: while hands work, and while everybody waits. */
const [HANDS, WAITING] = [5, 40];
/** The demo's figures are a second or so old. */
const SOON = { timeout: 60_000, interval: 500 };
const SHOTS = fileURLToPath(new URL("../../../.vado/shift", import.meta.url));

describe("a shift", () => {
  let demo: RunningDemo;
  let profile: Profile;
  /** Sending field, receiving field, receiving duty. */
  let bank: Page;
  let gate: Page;
  let room: Page;
  let gatePhone = "";
  let code = "";

  beforeAll(async () => {
    demo = await RunningDemo.start(["--person-pace", String(WAITING)]);
    profile = await openProfile(demo.url, "en-US");
    bank = await profile.window(await demo.invite("sending", "field"));
    await enrol(bank);
    gate = await profile.window(await demo.invite("receiving", "field"));
    gatePhone = await enrol(gate);
    room = await profile.window(await demo.invite("receiving", "duty"), { width: 1_440, height: 900 });
    await enrol(room);
    await demo.until("three officers of flesh and blood", (status) => status.devices.length === 7);
    await demo.officer("receiving", "duty", "person");
    await demo.pace(HANDS);
    await demo.until(
      "a free hand for all three",
      ({ officers }) => officers.filter(({ by }) => by === "person").length === 3,
    );
  }, 180_000);

  afterAll(async () => {
    await profile?.close();
    await demo?.stop();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    mkdirSync(SHOTS, { recursive: true });
    for (const [name, page] of Object.entries({ bank, gate, room }))
      await page.screenshot({ path: `${SHOTS}/${task.name.slice(0, 12)}-${name}.png` });
  });

  /** A figure of the only link, as the record has it. */
  async function figure(name: string): Promise<number> {
    return Object.values((await demo.status()).perLink)[0]?.[name] as number;
  }

  /** Whoever the simulated officers left on the way is counted in first, so that the link is free. */
  async function clearTheLink(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      const inTransit = await figure("inTransit");
      if (inTransit + (await figure("atGate")) === 0) return;
      await nextAction(gate, "Count them in").waitFor({ timeout: 60_000 });
      await press(gate, "Count");
      await type(gate, inTransit);
      await press(sheetOf(gate), /arrive/);
      await press(sheetOf(gate), "Received");
      await gate.waitForTimeout(2_000);
    }
  }

  it("ready at the bank, granted in the control room", { timeout: 240_000 }, async () => {
    code = await newGroup(bank, 2);
    const row = room.getByRole("option", { name: new RegExp(code) });
    await row.waitFor({ timeout: 30_000 });
    await clearTheLink();
    await row.click();
    await room.getByRole("tab", { name: "Group" }).click();
    // What the simulated officers granted before, and nobody lets go, keeps the block until it has lapsed.
    const grant = room.getByRole("button", { name: /^Grant/ }).first();
    if (!(await grant.isEnabled())) {
      await demo.pace(WAITING);
      await expect.poll(() => grant.isEnabled(), { timeout: 120_000, interval: 1_000 }).toBe(true);
      await demo.pace(HANDS);
    }
    await grant.click();
    const hold = sheetOf(room).getByRole("button", { name: "Grant" });
    await hold.waitFor();
    await pressAndHold(room, hold);
    await sheetOf(room).waitFor({ state: "hidden" });
    await room.getByRole("option", { name: new RegExp(`${code}.*Granted`) }).waitFor({ timeout: 20_000 });
    expect(code).toMatch(/^[2-9B-Z]{3}-[2-9B-Z]{3}$/);
  });

  it("GO by press-and-hold, the signal, called, counted out", { timeout: 300_000 }, async () => {
    const conditions = nextAction(bank, "Check the conditions");
    const go = bank.getByRole("button", { name: "Give GO" });
    await conditions.or(go).first().waitFor({ timeout: 180_000 });
    if (await conditions.isVisible()) {
      await press(bank, "Check conditions");
      await press(sheetOf(bank), /Crossing is safe/);
    }
    await go.waitFor({ timeout: 180_000 });
    // A finger that slips off does nothing.
    await go.click();
    expect((await demo.status()).people.received).toBeGreaterThan(0);
    await expect.poll(() => go.isEnabled(), { timeout: 120_000 }).toBe(true);
    await pressAndHold(bank, go);
    await bank.getByRole("button", { name: "Show the signal" }).or(sheetOf(bank)).first().waitFor({ timeout: 30_000 });
    if ((await bank.getByRole("dialog").count()) === 0) await press(bank, "Show the signal");
    await sheetOf(bank).getByText("GO", { exact: true }).first().waitFor();
    await press(sheetOf(bank), "Screen");
    // The phone goes on to the next thing by itself: the people who leave are to be counted.
    const leave = sheetOf(bank).getByRole("button", { name: new RegExp(`^${PEOPLE} leave`) });
    await sheetOf(bank).getByText("Count those who really leave").waitFor({ timeout: 30_000 });
    await type(bank, PEOPLE);
    const before = await figure("departed");
    // The page goes in the middle of the tap: what was tapped is done once, or not at all and asked for again.
    await leave.click();
    await bank.reload();
    await bank.getByRole("heading", { level: 2 }).first().waitFor({ state: "attached", timeout: 30_000 });
    await bank.waitForTimeout(4_000);
    if (await leave.isVisible()) await leave.click();
    else if (await nextAction(bank, "Count the departure").isVisible()) {
      await press(bank, "Count");
      await leave.click();
    }
    await expect.poll(() => figure("departed"), SOON).toBe(before + PEOPLE);
    await bank.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it(
    "HOLD in one tap; a phone without network for ten virtual minutes; both sides lift",
    { timeout: 400_000 },
    async () => {
      await press(bank, /^HOLD on the link/);
      await press(sheetOf(bank), "No reason");
      await expect.poll(() => figure("holds"), SOON).toBe(1);
      // Meanwhile the gate has no network: what it is told it keeps, and tells later.
      await demo.network(gatePhone, true);
      await gate.getByText(/Offline · as of/).waitFor({ timeout: 60_000 });
      const cut = (await demo.status()).clock.now;
      await press(gate, /^Unannounced arrival/);
      await type(gate, 7);
      await press(sheetOf(gate), "7 arrived");
      await gate.getByText(/[1-9] to send/).waitFor();
      await press(room, /^Resume/);
      const dialog = sheetOf(room);
      await press(dialog, "Lift the hold");
      // The simulated duty officer of the other side lifts too, after a look at the river.
      await dialog.getByText("No hold stands.").waitFor({ timeout: 300_000 });
      await room.keyboard.press("Escape");
      await demo.until("ten virtual minutes", ({ clock }) => clock.now >= cut + 10 * MINUTE, 200);
      expect(await figure("spontaneous")).toBe(0);
      await demo.network(gatePhone, false);
      await gate.getByText("0 to send").waitFor({ timeout: 60_000 });
      await expect.poll(() => figure("spontaneous"), SOON).toBe(7);
      await nextAction(gate, "Receive the group").waitFor({ timeout: 30_000 });
      await press(gate, "Received");
    },
  );

  it("counted blind at the gate, a mismatch proposed and answered, received", { timeout: 240_000 }, async () => {
    await nextAction(gate, "Count them in").waitFor({ timeout: 30_000 });
    await press(gate, "Count");
    // A clock may show the same figure.
    expect(await sheetOf(gate).textContent()).not.toMatch(new RegExp(`(?<![:\\d])${PEOPLE}(?![:\\d])`));
    await type(gate, PEOPLE - 1);
    await press(sheetOf(gate), new RegExp(`${PEOPLE - 1} arrive`));
    await sheetOf(gate).getByText("The counts differ").first().waitFor();
    await press(sheetOf(gate), "Propose a cause");
    await sheetOf(gate)
      .getByRole("radio", { name: /counted wrong/ })
      .check();
    await press(sheetOf(gate), "Propose a cause");
    await nextAction(bank, "The counts differ").waitFor({ timeout: 60_000 });
    await press(bank, "Answer");
    await press(sheetOf(bank), "Agree");
    await expect.poll(() => figure("miscount"), SOON).toBe(-1);
  });

  it("the relay is killed and comes back; nothing is lost and nothing doubled", { timeout: 240_000 }, async () => {
    const before = await figure("groups");
    await demo.relay(false);
    await newGroup(bank, 1);
    await bank.getByText(/[1-9] to send/).waitFor();
    await bank.waitForTimeout(3_000);
    await demo.relay(true);
    await bank.getByText("0 to send").waitFor({ timeout: 90_000 });
    await expect.poll(() => figure("groups"), SOON).toBe(before + 1);
    await bank.waitForTimeout(12_000);
    const last = await demo.status("?check=now");
    expect(last).toMatchObject({ digestsDiffer: null, digests: 1, violations: 0, conservation: true, relay: "up" });
    expect(profile.strays).toEqual([]);
  });
});
