import { compileMessage } from "@lingui/message-utils/compileMessage";
import { beforeAll, describe, expect, it } from "vitest";
import {
  KNOWS_ALL,
  alarmsView,
  asideFor,
  asideOf,
  codeOnTicket,
  compileWith,
  conditionsLeft,
  correctionAgreed,
  correctionFor,
  countsOf,
  diversionAgreed,
  diversionOf,
  drillOf,
  grantFor,
  indicationOf,
  offersFrom,
  overdueOf,
  realOf,
  runningDrill,
  searchFor,
  speak,
  tell,
  ticketWords,
  type Device,
  type TicketCheck,
} from "../src/index.ts";
import { FakeDevice } from "./gallery/fake-device.ts";
import { busyMorning, drillMorning, quietMorning, rareMorning } from "./gallery/morning.ts";
import { MIN, R, S, Story, codeOf } from "./gallery/story.ts";

/** What the screens of rare acts are made of. */

const ZONE = "America/Matamoros";
const HOUR = 60 * MIN;

beforeAll(async () => {
  compileWith(compileMessage as never);
  await speak("en");
});

describe("two worlds of one device", () => {
  const open = (relayMs: number | null = null) => {
    const story = drillMorning();
    const device = new FakeDevice(story, R.duty, { relayMs });
    return { story, device, drill: drillOf(device, () => undefined), real: realOf(device) };
  };
  const hold = (device: Device) => device.act((intent) => ({ type: "hold.placed", hold: intent, reason: "water" }));
  const log = async (device: Device) => (await device.log({ kind: "record", limit: 200 })).entries;

  it("the drill has its own groups, and the real ones are not in it", () => {
    const { drill, real } = open();
    expect(Object.keys(drill.snapshot.value.state.groups)).toEqual([codeOf(200)]);
    expect(real.snapshot.value.state.groups[codeOf(200)]).toBe(undefined);
    expect(Object.keys(real.snapshot.value.state.groups).length).toBeGreaterThan(10);
  });

  it("the line and the signs of life are the real ones in both", () => {
    const { story, drill } = open();
    story.wait(2);
    expect(drill.snapshot.value.state.alive).toEqual(story.state.alive);
    const [asked] = indicationOf(drill.snapshot.value.state, story.time).reasons;
    expect(asked?.id).toBe("reason.nothingGranted");
  });

  it("what is done in it is an exercise, in its own outbox, and no real state changes", async () => {
    const { story, device, drill, real } = open();
    await hold(drill);
    expect(device.played.map(({ type }) => type)).toEqual(["hold.placed"]);
    expect([drill.snapshot.value.outbox.length, real.snapshot.value.outbox.length]).toEqual([1, 0]);
    await hold(real);
    expect(device.played.length).toBe(1);
    expect([drill.snapshot.value.outbox.length, real.snapshot.value.outbox.length]).toEqual([1, 1]);
    const before = JSON.stringify(story.state.holds);
    story.must(S.field, (intent) => ({ type: "hold.placed", hold: intent, reason: "played" }), true);
    expect(JSON.stringify(story.state.holds)).toBe(before);
    expect(Object.keys(story.state.drill?.state.holds ?? {}).length).toBe(1);
  });

  it("each has its own log, and together they have every entry", async () => {
    const { drill, real } = open();
    const [played, done] = [await log(drill), await log(real)];
    expect(played.map(({ body }) => body.type)).toEqual(["group.ready", "group.opened"]);
    expect(done.some(({ body }) => "group" in body && body.group === codeOf(200))).toBe(false);
    expect(done.some(({ body }) => body.type === "drill.started")).toBe(true);
  });

  it("is over when it was ended, and when its time has passed", () => {
    const { story } = open();
    expect(runningDrill(story.state, story.time)).not.toBe(null);
    expect(runningDrill(story.state, story.time + 2 * HOUR)).toBe(null);
    story.must(R.duty, { type: "drill.ended", note: "done" });
    expect(runningDrill(story.state, story.time)).toBe(null);
  });

  it("no ticket of real people is shown or read in it", async () => {
    const { drill } = open();
    expect(await drill.ticketFor(codeOf(12))).toMatchObject({ rule: "D3.kind" });
    expect(await drill.checkTicket("VADO1:x")).toEqual({ kind: "unreadable" });
  });

  it("places that are offered in it are ones that the law accepts, and a group can then be granted", () => {
    const { story } = open();
    const played = story.state.drill?.state;
    if (played === undefined) throw new Error("no drill");
    const offers = offersFrom(played, story.time, 40);
    expect(offers.length).toBe(4);
    for (const one of offers) story.must(R.duty, (offer) => ({ ...one, offer }), true);
    expect(offersFrom(played, story.time, 40)).toEqual([]);
    const group = played.groups[codeOf(200)];
    const answer = group === undefined ? null : grantFor(played, group, story.time);
    if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
    story.must(R.duty, (intent) => answer.options[0]?.body(intent) ?? { type: "drill.ended", note: "" }, true);
    expect(played.groups[codeOf(200)]?.phase).toBe("granted");
    expect(Object.values(story.state.grants).some(({ group: code }) => code === codeOf(200))).toBe(false);
  });
});

describe("alarms of the new law", () => {
  const rows = (story: Story, minutes = 0) =>
    alarmsView(story.state, story.time + minutes * MIN, KNOWS_ALL, story.record.toReversed());
  const todo = (story: Story, minutes: number) => rows(story, minutes).find(({ kind }) => kind === "answer")?.todo.id;

  it("an answer that is overdue calls the receiver, then its supervisor, then both (L2)", () => {
    const story = new Story().opened().ready(codeOf(0), 50);
    expect([todo(story, 15), todo(story, 16), todo(story, 31), todo(story, 46)]).toEqual([
      undefined,
      "alarm.answer.do",
      "alarm.answer.do2",
      "alarm.answer.do3",
    ]);
    const keys = [16, 20, 31, 46].map((minutes) => rows(story, minutes)[0]?.key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  it("long stays are told of groups, once for two days and once for five (H6)", () => {
    const story = new Story().opened();
    for (const [n, hours] of [40, 50, 60, 130].entries())
      story.ready(codeOf(n), 30, { since: story.time - hours * HOUR });
    const stays = rows(story).filter(({ kind }) => kind === "stay");
    expect(stays.map(({ what }) => what.values)).toEqual([
      { code: codeOf(2), groups: 2, hours: 48 },
      { code: codeOf(3), groups: 1, hours: 120 },
    ]);
  });

  it("a correction stands as an alarm until the other side has agreed", () => {
    const story = rareMorning();
    const row = rows(story).find(({ kind }) => kind === "secondCount");
    expect(row?.code).toBe(codeOf(0));
    expect(tell(row?.what ?? { id: "room.none" }, ZONE)).toContain("95 instead of 96");
    const group = story.group(codeOf(0));
    const asked = correctionFor(group, "receiving");
    if (asked === null) throw new Error("nothing was proposed");
    expect(correctionFor(group, "sending")).toBe(null);
    story.must(R.duty, correctionAgreed(group, asked, "agreed"));
    expect(rows(story).some(({ kind }) => kind === "secondCount")).toBe(false);
    expect(countsOf(story.group(codeOf(0)))).toEqual([
      { point: "departure", people: 95 },
      { point: "arrival", people: 96 },
    ]);
  });

  it("a hold that a worse look placed is named by that look (S10)", () => {
    const story = quietMorning();
    story.wait(1).look("caution");
    const [reason] = indicationOf(story.state, story.time).reasons;
    expect(tell(reason ?? { id: "room.none" }, ZONE)).toBe("Held by the conditions check of 08:02.");
  });
});

describe("what is at hand", () => {
  it("a look at the conditions is good for as long as the terms say, and not longer", () => {
    const story = new Story().opened();
    expect(conditionsLeft(story.state, story.time + 10 * MIN)).toBe(50 * MIN);
    expect(conditionsLeft(story.state, story.time + 61 * MIN)).toBe(null);
    story.look("stop");
    expect(conditionsLeft(story.state, story.time)).toBe(null);
  });

  it("an overdue group says since when, and finds the search for its people", () => {
    const story = busyMorning();
    const code = codeOf(12);
    expect(overdueOf(story.state, code, story.time)).toBe(null);
    const late = overdueOf(story.state, code, story.time + HOUR);
    expect(late?.lateBy).toBe(story.time + HOUR - (late?.due ?? 0));
    expect(searchFor(story.state, code)).toBe(null);
    story.must(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing", group: code }));
    expect(overdueOf(story.state, code, story.time + HOUR)?.search).toBe(searchFor(story.state, code));
    expect(searchFor(story.state, code)?.open).toBe(true);
  });

  it("a diversion has the form that the law reads, or is not proposed", () => {
    const story = busyMorning();
    const group = story.group(codeOf(12));
    for (const [station, grant] of [
      ["LA", "b".repeat(22)],
      ["lar", "b".repeat(22)],
      ["LAR", "b".repeat(21)],
    ] as const)
      expect(diversionOf(group, station, grant)).toBe(null);
    const body = diversionOf(group, "LAR", "b".repeat(22));
    if (body === null) throw new Error("refused");
    expect(diversionAgreed(group)).toBe(null);
    story.must(S.duty, body);
    const agreed = diversionAgreed(story.group(codeOf(12)));
    if (agreed === null) throw new Error("nothing to agree to");
    story.must(R.duty, agreed);
    expect(story.group(codeOf(12)).phase).toBe("diverted");
  });

  it("a supervisor sets aside what the law lets be set aside, once", () => {
    const story = busyMorning();
    const group = () => story.group(codeOf(10 + 5));
    expect(asideFor(story.state, group(), story.time)).toEqual(["H5.overtaking"]);
    expect(asideFor(story.state, story.group(codeOf(26)), story.time)).toEqual(["H2.unit"]);
    expect(asideFor(story.state, story.group(codeOf(12)), story.time)).toEqual([]);
    const body = asideOf(group(), "H5.overtaking", "medical");
    if (body === null) throw new Error("nothing to name");
    story.must(R.supervisor, body);
    expect(asideFor(story.state, group(), story.time)).toEqual([]);
  });
});

describe("a ticket in words", () => {
  it("gives no figure away, whatever it is worth", async () => {
    const checks: TicketCheck[] = [
      { kind: "good", group: codeOf(0), released: true },
      { kind: "good", group: codeOf(0), released: false },
      { kind: "unreadable" },
      { kind: "unknown-signature" },
      { kind: "differs", what: "group" },
      { kind: "differs", what: "grant" },
      { kind: "differs", what: "headcount" },
      { kind: "ended" },
    ];
    for (const language of ["es", "en"] as const) {
      await speak(language);
      for (const check of checks) {
        const { title, says } = ticketWords(check);
        for (const one of [title, says]) expect(tell(one, ZONE)).not.toMatch(/\d|law\./);
      }
    }
    await speak("en");
  });

  it("its code is found on it, and as it is typed", () => {
    const code = codeOf(0);
    for (const text of [code, code.toLowerCase(), code.replace("-", ""), ` ${code} `, `VADO1:${code}:57:A:B:C`])
      expect(codeOnTicket(text)).toBe(code);
    for (const text of ["", "VADO1", "VADO1:::", "K7Q-4M", "https://x"]) expect(codeOnTicket(text)).toBe(null);
  });
});
