import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeSheets, newGroup, openGroup, press, pressAndHold, sheetOf, type } from "./hands.ts";
import { PEOPLE, SOON, ShortCrossing, chosen, rowIn } from "./short-crossing.ts";

/**
 * What happens rarely, by hand: two phones and the control rooms of both sides, against the whole demo. The tests follow one another:
 * a group that one of them leaves is the next one's to begin with, and at the end nobody waits.
 */
const LONG = { timeout: 240_000 };

describe("the rare acts of a link", () => {
  let crossing: ShortCrossing;
  /** The group that a test hands on. */
  let code = "";

  beforeAll(async () => {
    crossing = await ShortCrossing.start();
  }, 240_000);

  afterAll(async () => {
    await crossing?.stop();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await crossing.shoot(task.name.slice(0, 12));
  });

  /** The receiving side asks for the grant back, the sending side answers. */
  async function askBack(group: string, answer: "Keep it" | "Give it back"): Promise<void> {
    const { room, office } = crossing;
    await chosen(room, group);
    await press(room, /^Ask grant back/);
    await press(sheetOf(room), "No free places");
    await press(sheetOf(room), "Ask grant back");
    await sheetOf(room).waitFor({ state: "hidden" });
    await chosen(office, group);
    await press(office, /^Give it back/);
    await sheetOf(office)
      .getByText(/No free places/)
      .waitFor();
    await press(sheetOf(office), answer);
    await sheetOf(office).waitFor({ state: "hidden" });
  }

  it("a grant given back, and one that is kept", LONG, async () => {
    const { room } = crossing;
    const back = await crossing.granted();
    await askBack(back, "Give it back");
    // It waits again, with its place; then its people change their minds.
    await rowIn(room, back, "Ready").waitFor({ timeout: 30_000 });
    await crossing.withdraw(back);
    code = await crossing.granted();
    await askBack(code, "Keep it");
    await room.getByText(`${code}: we keep the grant.`).first().waitFor({ timeout: 30_000 });
    expect(await rowIn(room, code, "Granted").count()).toBe(1);
  });

  it("GO without a connection, by six digits that the other bank reads", LONG, async () => {
    const { bank, room, demo, phones } = crossing;
    await crossing.look();
    await chosen(room, code);
    const digits = (await room.locator(".radio-code-digits").first().textContent())?.replace(/\D/g, "") ?? "";
    expect(digits).toMatch(/^\d{6}$/);
    const before = await crossing.figure("departed");
    await demo.network(phones.bank, true);
    await bank.getByText(/Offline · as of/).waitFor({ timeout: 60_000 });
    await openGroup(bank, code);
    await crossing.fast(() => sheetOf(bank).getByRole("button", { name: "Type the radio code" }).waitFor());
    await press(sheetOf(bank), "Type the radio code");
    const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, "0");
    await type(bank, wrong);
    await sheetOf(bank).getByText("These digits are not this grant's.").waitFor();
    for (let i = 0; i < 6; i++) await press(sheetOf(bank), /Delete|Erase|⌫/);
    await type(bank, digits);
    const go = sheetOf(bank).getByRole("button", { name: "Give GO" });
    await expect.poll(() => go.isEnabled(), SOON).toBe(true);
    await pressAndHold(bank, go);
    await sheetOf(bank).getByText("GO", { exact: true }).first().waitFor();
    await press(sheetOf(bank), "Screen");
    await crossing.countOut();
    expect(await crossing.figure("departed")).toBe(before);
    await demo.network(phones.bank, false);
    await expect.poll(() => crossing.figure("departed"), SOON).toBe(before + PEOPLE);
    await rowIn(room, code, "On the way").waitFor({ timeout: 30_000 });
  });

  it("a ticket read at the far gate without a network, then the blind count", LONG, async () => {
    const { bank, gate, demo, phones } = crossing;
    await openGroup(bank, code);
    await press(sheetOf(bank), "Show the ticket");
    const picture = await sheetOf(bank)
      .getByRole("img", { name: `Ticket of ${code}` })
      .screenshot();
    await closeSheets(bank);
    await demo.network(phones.gate, true);
    await gate.getByText(/Offline · as of/).waitFor({ timeout: 60_000 });
    await press(gate, "Shift");
    await press(gate, /Read the ticket/);
    const file = sheetOf(gate).locator("input[type=file]");
    await file.setInputFiles({ name: "ticket.png", mimeType: "image/png", buffer: picture });
    await sheetOf(gate).getByText("The ticket is this group's").waitFor({ timeout: 30_000 });
    // The count stays blind: the ticket's figure is compared, and not shown.
    expect(await sheetOf(gate).textContent()).not.toMatch(new RegExp(`(?<![:\\d])${PEOPLE}(?![:\\d])`));
    await press(sheetOf(gate), "Count");
    const before = await crossing.figure("received");
    await type(gate, PEOPLE);
    await press(sheetOf(gate), `${PEOPLE} arrive`);
    await press(sheetOf(gate), "Received");
    expect(await crossing.figure("received")).toBe(before);
    await demo.network(phones.gate, false);
    await expect.poll(() => crossing.figure("received"), SOON).toBe(before + PEOPLE);
  });

  it("a group on its way goes to another station, when both sides say so", LONG, async () => {
    const { bank, gate, room } = crossing;
    code = await crossing.onTheWay();
    await openGroup(bank, code);
    await press(sheetOf(bank), "It goes to another station");
    await sheetOf(bank).getByLabel("Other station (three letters)").fill("LAR");
    await sheetOf(bank).getByLabel("Number of its grant").fill("A".repeat(22));
    await press(sheetOf(bank), "Propose it");
    await closeSheets(bank);
    expect(await crossing.figure("diverted")).toBe(0);
    await press(gate, "Shift");
    await gate.getByText("A diversion is proposed").first().waitFor({ timeout: 30_000 });
    await openGroup(gate, code);
    await press(sheetOf(gate), "It goes to another station");
    await press(sheetOf(gate), "Agree: to LAR");
    await expect.poll(() => crossing.figure("diverted"), SOON).toBe(PEOPLE);
    await rowIn(room, code).waitFor({ state: "hidden", timeout: 30_000 });
    // Nobody waits before this gate for people who went elsewhere.
    await room.getByText("0 people before the gate").waitFor({ timeout: 30_000 });
  });

  it("a group that does not come is overdue, blocks the link, and is found", LONG, async () => {
    const { bank, gate, office, room } = crossing;
    const late = await crossing.onTheWay();
    // Meanwhile another one has a window, which goes by.
    code = await crossing.granted();
    const alarm = room.getByRole("listitem").filter({ hasText: `${late} was due by` });
    await crossing.fast(() => alarm.first().waitFor({ timeout: 120_000 }));
    for (const phone of [gate, bank]) {
      await press(phone, "Shift");
      await phone.getByText("The group is overdue").first().waitFor({ timeout: 30_000 });
    }
    await chosen(office, code);
    await office.locator(".group-refused").filter({ hasText: "H8.overdue" }).waitFor({ timeout: 30_000 });
    await press(alarm, `Show ${late}`);
    await press(room, /^What to do/);
    await press(sheetOf(room), "Nobody knows: search");
    await sheetOf(room).getByText("The search is on").waitFor();
    await closeSheets(room);
    await openGroup(gate, late);
    await press(sheetOf(gate), "What to do");
    await press(sheetOf(gate), "It is here: count in");
    await crossing.receive();
    await press(room, /^What to do/);
    await press(sheetOf(room), "Found: end the search");
    await sheetOf(room).waitFor({ state: "hidden" });
    await expect.poll(() => alarm.count(), SOON).toBe(0);
    await room
      .locator(".group-facts")
      .filter({ hasText: `${PEOPLE} → ${PEOPLE}` })
      .waitFor();
  });

  it("a window that passes unused: the group keeps its place and gets a new slot", LONG, async () => {
    const { room } = crossing;
    const later = await crossing.ready();
    await crossing.fast(() => rowIn(room, `1. ${code}`, "(Ready|overdue)").waitFor({ timeout: 120_000 }));
    await rowIn(room, `2. ${later}`).waitFor();
    await crossing.withdraw(later);
    await chosen(room, code);
    // Until every device that might have let it go has read past the window, there is no other grant.
    const again = room.getByRole("button", { name: /^Grant/ }).first();
    await crossing.fast(() => expect.poll(() => again.isEnabled(), { ...SOON, timeout: 120_000 }).toBe(true));
    await crossing.grant(code);
  });

  it("a drill beside real traffic", LONG, async () => {
    const { bank, gate, office, room } = crossing;
    const before = await crossing.link();
    await press(office, "Drill");
    await press(sheetOf(office), "Start the drill");
    for (const page of [office, bank]) {
      await closeSheets(page);
      await press(page, "Enter the drill");
      await page.getByText("DRILL · SIMULACRO").first().waitFor();
    }
    const played = await newGroup(bank, 2);
    await rowIn(office, played).waitFor({ timeout: 30_000 });
    await press(bank, "Drill HOLD: within the drill only");
    await press(sheetOf(bank), "No reason");
    await office
      .getByText(/Hold on the link/)
      .first()
      .waitFor({ timeout: 30_000 });
    // The other side works on, in earnest.
    for (const page of [gate, room]) expect(await page.getByText("DRILL · SIMULACRO").count()).toBe(0);
    expect(await rowIn(room, played).count()).toBe(0);
    expect(await crossing.link()).toEqual(before);
    await press(bank, "Leave to the real view");
    await crossing.sendOffByPhone(code);
    // Whoever still plays is told of what is real.
    await sheetOf(office).getByText("THIS IS REAL").waitFor({ timeout: 30_000 });
    await press(sheetOf(office), "Go to the real view");
    await rowIn(office, code, "On the way").waitFor({ timeout: 30_000 });
    await crossing.countIn(code);
    expect(await crossing.link()).toMatchObject({ groups: before["groups"], holds: before["holds"], waiting: 0 });
  });

  it("everybody has the same record, it breaks no rule, and no page asked another host", LONG, async () => {
    const { demo, profile } = crossing;
    await expect.poll(async () => (await demo.status()).digests, SOON).toBe(1);
    const last = await demo.status("?check=now");
    expect(last).toMatchObject({ digests: 1, firstViolations: [], violations: 0, conservation: true });
    expect(profile.strays).toEqual([]);
  });
});
