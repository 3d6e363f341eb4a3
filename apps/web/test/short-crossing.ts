import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { openProfile, type Profile } from "./browser.ts";
import { closeSheets, enrol, newGroup, openGroup, press, pressAndHold, sheetOf, type } from "./hands.ts";
import { RunningDemo } from "./running-demo.ts";

/** A short crossing on which persons do everything: a phone on either bank, and the control rooms of both sides. */

const SCENARIO = fileURLToPath(new URL("short-crossing.json", import.meta.url));
const SHOTS = fileURLToPath(new URL("../../../.vado/law", import.meta.url));
const SIZE = { width: 1_440, height: 900 };
/** Virtual seconds in a real one: while hands work, while everybody waits, while simulated officers are among themselves. */
const [HANDS, WAITING, ALONE] = [5, 40, 240];

/** What a test waits for on a screen or in the figures, at the latest. */
export const SOON = { timeout: 60_000, interval: 250 };
/** People of every group that is made here. */
export const PEOPLE = 30;

export class ShortCrossing {
  readonly demo: RunningDemo;
  readonly profile: Profile;
  /** The officer in the field of the sending side, and of the receiving side. */
  readonly bank: Page;
  readonly gate: Page;
  /** The control room of the sending side, and of the receiving side. */
  readonly office: Page;
  readonly room: Page;
  /** Devices of the two phones. */
  readonly phones: { readonly bank: string; readonly gate: string };

  private constructor(
    demo: RunningDemo,
    profile: Profile,
    [bank, gate, office, room]: readonly [Page, Page, Page, Page],
    phones: ShortCrossing["phones"],
  ) {
    this.demo = demo;
    this.profile = profile;
    this.bank = bank;
    this.gate = gate;
    this.office = office;
    this.room = room;
    this.phones = phones;
  }

  /** Resolves once persons hold all four posts, and nobody waits or is on the way. */
  static async start(): Promise<ShortCrossing> {
    const demo = await RunningDemo.start(["--scenario", SCENARIO, "--person-pace", String(WAITING)]);
    await demo.pace(ALONE);
    const [profile] = await Promise.all([
      openProfile(demo.url, "en-US"),
      demo.until("the simulated officers' groups across", ({ people }) => people.received === people["demand"]),
    ]);
    await demo.pace(HANDS);
    const room = await profile.window(await demo.invite("receiving", "duty"), SIZE);
    await enrol(room);
    const office = await profile.window(await demo.invite("sending", "duty"), SIZE);
    await enrol(office);
    const bank = await profile.window(await demo.invite("sending", "field"));
    const phone = await enrol(bank);
    await demo.pace(HANDS);
    const gate = await profile.window(await demo.invite("receiving", "field"));
    const phones = { bank: phone, gate: await enrol(gate) };
    const crossing = new ShortCrossing(demo, profile, [bank, gate, office, room], phones);
    await crossing.#delegated();
    for (const side of ["sending", "receiving"] as const) await demo.officer(side, "duty", "person");
    await demo.pace(HANDS);
    await demo.until("a person at every post", ({ officers }) => officers.every(({ by }) => by === "person"));
    return crossing;
  }

  async stop(): Promise<void> {
    await this.profile.close();
    await this.demo.stop();
  }

  /** Pictures of all four screens. */
  async shoot(name: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    const { bank, gate, office, room } = this;
    for (const [who, page] of Object.entries({ bank, gate, office, room }))
      await page.screenshot({ path: `${SHOTS}/${name}-${who}.png` });
  }

  /** Time runs fast until something has come. */
  async fast<T>(until: () => Promise<T>): Promise<T> {
    await this.demo.pace(WAITING);
    const came = await until();
    await this.demo.pace(HANDS);
    return came;
  }

  /** Figures of the link, as the record has it. */
  async link(): Promise<Readonly<Record<string, unknown>>> {
    return Object.values((await this.demo.status()).perLink)[0] ?? {};
  }

  async figure(name: string): Promise<number> {
    return (await this.link())[name] as number;
  }

  /** The simulated duty officer has put GO into the hands of the person at the bank before a person takes that post over too. */
  async #delegated(): Promise<void> {
    const { office, phones } = this;
    await office.getByRole("tab", { name: "Team" }).click();
    const row = office.getByRole("row", { name: new RegExp(phones.bank) });
    await row.getByRole("button", { name: "Take GO back" }).waitFor({ timeout: 60_000 });
  }

  /** A new group that waits at the bank. */
  async ready(): Promise<string> {
    await closeSheets(this.bank);
    await press(this.bank, "Shift");
    return newGroup(this.bank, 2);
  }

  /** A new group with a grant. */
  async granted(): Promise<string> {
    const code = await this.ready();
    await this.grant(code);
    return code;
  }

  async grant(code: string): Promise<void> {
    const { room } = this;
    const before = await this.figure("grants");
    await chosen(room, code);
    await press(room, /^Grant/);
    await pressAndHold(room, sheetOf(room).getByRole("button", { name: "Grant" }));
    await sheetOf(room).waitFor({ state: "hidden" });
    await rowIn(room, code, "Granted").waitFor({ timeout: 30_000 });
    await expect.poll(() => this.figure("grants"), SOON).toBe(before + 1);
  }

  /** Somebody at the bank looks at the water: what GO stands on for an hour. */
  async look(): Promise<void> {
    const { bank } = this;
    await closeSheets(bank);
    await press(bank, "Shift");
    await press(bank, /^Conditions/);
    await press(sheetOf(bank), /Crossing is safe/);
    await sheetOf(bank).waitFor({ state: "hidden" });
  }

  /** GO from the sending control room, once the window is open; the group is called and counted out at the bank. */
  async sendOff(code: string): Promise<void> {
    const { bank, office } = this;
    await this.look();
    await chosen(office, code);
    await press(office, /^Give GO/);
    const go = sheetOf(office).getByRole("button", { name: "Give GO" });
    await this.fast(() => expect.poll(() => go.isEnabled(), SOON).toBe(true));
    await pressAndHold(office, go);
    await sheetOf(office).waitFor({ state: "hidden" });
    // The signal opens by itself on the phone of whoever stands before the group.
    await sheetOf(bank).getByText("GO", { exact: true }).first().waitFor({ timeout: 30_000 });
    await press(sheetOf(bank), "Voice");
    await this.countOut();
  }

  /** GO by the officer at the bank, who has it delegated; called and counted out. */
  async sendOffByPhone(code: string): Promise<void> {
    const { bank } = this;
    await this.look();
    await openGroup(bank, code);
    const go = sheetOf(bank).getByRole("button", { name: "Give GO" });
    await this.fast(() => expect.poll(() => go.isEnabled(), SOON).toBe(true));
    await pressAndHold(bank, go);
    await sheetOf(bank).getByText("GO", { exact: true }).first().waitFor({ timeout: 30_000 });
    await press(sheetOf(bank), "Screen");
    await this.countOut();
  }

  /** On the bank's phone, whose sheet asks for it. */
  async countOut(): Promise<void> {
    const { bank } = this;
    await sheetOf(bank).getByText("Count those who really leave").waitFor({ timeout: 30_000 });
    await type(bank, PEOPLE);
    await press(sheetOf(bank), `${PEOPLE} leave`);
    await sheetOf(bank).waitFor({ state: "hidden" });
  }

  /** A new group that is on its way. */
  async onTheWay(): Promise<string> {
    const code = await this.granted();
    await this.sendOff(code);
    await rowIn(this.room, code, "On the way").waitFor({ timeout: 30_000 });
    return code;
  }

  /** Counted in and received at the gate. */
  async countIn(code: string): Promise<void> {
    const { gate } = this;
    await closeSheets(gate);
    await openGroup(gate, code);
    await press(sheetOf(gate), "Count in");
    await this.receive();
  }

  /** On the gate's phone, whose sheet asks how many arrive. */
  async receive(): Promise<void> {
    const { gate } = this;
    const before = await this.figure("received");
    await type(gate, PEOPLE);
    await press(sheetOf(gate), `${PEOPLE} arrive`);
    await press(sheetOf(gate), "Received");
    await sheetOf(gate).waitFor({ state: "hidden" });
    await expect.poll(() => this.figure("received"), SOON).toBe(before + PEOPLE);
  }

  /** The group does not go: its officer at the bank says so. */
  async withdraw(code: string): Promise<void> {
    const { bank, room } = this;
    await closeSheets(bank);
    await openGroup(bank, code);
    await press(sheetOf(bank), "Withdraw the group");
    await sheetOf(bank).getByText("By their own choice").click();
    await press(sheetOf(bank), "Withdraw");
    await sheetOf(bank).waitFor({ state: "hidden" });
    await rowIn(room, code).waitFor({ state: "hidden", timeout: 30_000 });
  }
}

/** A control room's line of a group in a state. */
export const rowIn = (page: Page, code: string, state = "") =>
  page.getByRole("option", { name: new RegExp(`${code}.*${state}`) }).first();

/** A control room with this group on its table. */
export async function chosen(page: Page, code: string): Promise<void> {
  await rowIn(page, code).click({ timeout: 30_000 });
  await page.getByRole("tab", { name: "Group" }).click();
}
