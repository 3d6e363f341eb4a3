import { readFileSync } from "node:fs";
import { emptyState, fold, type LinkState } from "@vado/flow";
import { eventIdFrom, groupCodeFrom, type Body, type Role, type Side } from "@vado/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { figuresOf } from "../src/demo/figures.ts";
import { parseScenario, scenarioTime } from "../src/scenario/index.ts";
import { seededEntropy } from "../src/seeded.ts";
import { RecordFollower } from "../src/world/record.ts";
import { World } from "../src/world/world.ts";

const root = new URL("../../../", import.meta.url).pathname;
const scenario = parseScenario(readFileSync(`${root}scenarios/matamoros-brownsville-2023-05.json`, "utf8"));
const LINK = "MAT-BRO";
const MINUTE = 60_000;
const DAYS = [0, 0, 0];

/** A link whose officers are all persons: what they say is folded, and the world follows. */
class Crossing {
  readonly world = new World(scenario, scenarioTime(scenario), scenario.seed, 30);
  readonly follower = new RecordFollower(this.world, { from: "MAT", to: "BRO" });
  readonly state: LinkState = emptyState(LINK);
  readonly #entropy = seededEntropy("crossing");

  constructor() {
    this.advance(8 * 60);
    this.say("sending", "archive", { type: "station.opened", station: "MAT" });
    this.say("receiving", "archive", { type: "station.opened", station: "BRO" });
    const [first] = this.world.sights(LINK, "sending", "duty").terms;
    const proposed = this.say("sending", "duty", { type: "agreement.proposed", ...first });
    for (const side of ["sending", "receiving"] as const)
      this.say(side, "duty", { type: "agreement.signed", version: 1, answers: proposed });
    expect(this.state.agreement).not.toBeNull();
  }

  advance(minutes: number): void {
    this.world.advance(this.world.now + minutes * MINUTE);
  }

  /** Folds what somebody says; returns the event's id. */
  say(side: Side, role: Role, body: Record<string, unknown>): string {
    const intent = eventIdFrom(this.#entropy.bytes(16));
    const time = Math.max(this.state.time + 1, this.world.now);
    const device = `${side}-${role}`;
    const entry = { seq: this.state.seq + 1, time, device, side, role, seen: this.state.seq, intent, at: time };
    fold(this.state, { ...entry, body: body as unknown as Body });
    this.follower.follow(this.state);
    return intent;
  }

  code(): string {
    return groupCodeFrom(this.#entropy.bytes(8));
  }

  open(): string {
    const group = this.code();
    this.say("sending", "field", { type: "group.opened", group });
    return group;
  }

  ready(group: string, people: number): void {
    const rest = { version: 1, headcount: people, units: { 1: people }, needs: {}, explained: true, voluntary: true };
    this.say("sending", "field", { type: "group.ready", group, ...rest });
  }

  depart(group: string, headcount: number): void {
    this.say("sending", "field", { type: "group.departed", group, headcount });
  }

  arrive(group: string, headcount: number): void {
    this.say("receiving", "field", { type: "group.arrived", group, headcount });
  }

  receive(group: string): void {
    this.say("receiving", "field", { type: "group.received", group });
  }

  reconcile(group: string, cause: string): void {
    const { departed, arrived } = this.state.groups[group] as LinkState["groups"][string];
    const counts = { type: "count.reconciled", group, cause, departed, arrived };
    const answers = this.say("receiving", "duty", counts);
    this.say("sending", "duty", { ...counts, answers });
  }

  get figures() {
    return figuresOf(this.world, this.follower, this.state, DAYS);
  }
}

describe("the world after the record of persons", () => {
  test("P1 a group a person opens is the oldest party; what was counted is the truth, and nobody is lost", () => {
    const crossing = new Crossing();
    const before = crossing.figures.people;
    const [oldest] = crossing.world.sights(LINK, "sending", "field").assembled;
    const code = crossing.open();
    expect(crossing.world.partyOf(code)?.key).toBe(oldest?.key);
    crossing.ready(code, 90);
    expect(crossing.world.partyOf(code)?.people).toBe(90);
    const { people, conservation } = crossing.figures;
    expect(conservation).toBe(true);
    expect(people.demand).toBe(before.demand);
    expect([people.waiting, people.notReady]).toEqual([90, before.notReady - 90]);
  });

  test("P2 where nobody is left, whoever is counted came new", () => {
    const crossing = new Crossing();
    const standing = crossing.world.sights(LINK, "sending", "field").assembled.length;
    for (let i = 0; i < standing; i++) crossing.ready(crossing.open(), 150);
    const { demand, notReady } = crossing.figures.people;
    crossing.ready(crossing.open(), 150);
    const after = crossing.figures;
    expect(after.conservation).toBe(true);
    expect(after.people.demand).toBe(demand + 150 - notReady);
  });

  test("P3 whoever a person counts out has left, and the others stand at the bank; whoever is counted in is there", () => {
    const crossing = new Crossing();
    const [code, other] = [crossing.open(), crossing.open()];
    crossing.ready(code, 60);
    const { notReady } = crossing.figures.people;
    crossing.depart(code, 55);
    expect(crossing.figures).toMatchObject({ people: { inTransit: 55, notReady: notReady + 5 }, conservation: true });
    expect(crossing.world.partyOf(code)?.arriving).toBe(55);
    crossing.ready(other, 40);
    crossing.arrive(other, 38);
    expect(crossing.figures).toMatchObject({ people: { atGate: 38, inTransit: 55 }, conservation: true });
  });

  test.each([
    ["miscount", 58, { received: 58, left: 0 }],
    ["left", 58, { received: 58, left: 2 }],
    ["medical", 58, { received: 58, medical: 2 }],
    ["missing", 58, { received: 58, missing: 2 }],
    ["joined", 63, { received: 63, joined: 3 }],
  ])("P3 a difference of two counts, reconciled as %s, is what both sides say it is", (cause, arrived, expected) => {
    const crossing = new Crossing();
    const code = crossing.open();
    crossing.ready(code, 60);
    crossing.depart(code, 60);
    expect(crossing.figures).toMatchObject({ people: { inTransit: 60 }, conservation: true });
    crossing.arrive(code, arrived);
    expect(crossing.state.groups[code]?.phase).toBe("mismatch");
    expect(crossing.figures.conservation).toBe(true);
    crossing.reconcile(code, cause);
    expect(crossing.figures).toMatchObject({ people: expected, conservation: true });
    expect(crossing.world.halls.get("BRO")?.in).toBe(arrived);
  });

  test("P4 who comes back stands at the bank again and keeps the waiting time; who withdraws may be counted anew", () => {
    const crossing = new Crossing();
    const code = crossing.open();
    crossing.ready(code, 60);
    const since = crossing.state.groups[code]?.readySince;
    crossing.depart(code, 60);
    crossing.say("sending", "field", { type: "group.returned", group: code, headcount: 60 });
    expect(crossing.figures).toMatchObject({ people: { inTransit: 0 }, conservation: true });
    const back = crossing.world.sights(LINK, "sending", "field").assembled.find((party) => party.since === since);
    expect(back?.people).toBe(60);
    const again = crossing.open();
    crossing.ready(again, 60);
    crossing.say("sending", "field", { type: "group.withdrawn", group: again });
    expect(crossing.figures.conservation).toBe(true);
  });

  test("P5 people nobody announced come in as they were counted, known to the world or not", () => {
    const crossing = new Crossing();
    const code = crossing.code();
    crossing.say("receiving", "field", { type: "arrival.spontaneous", group: code, headcount: 7 });
    expect(crossing.figures).toMatchObject({ people: { spontaneous: 7, atGate: 7 }, conservation: true });
    crossing.receive(code);
    expect(crossing.figures).toMatchObject({ people: { received: 7, atGate: 0 }, conservation: true });
  });

  test("P6 regression (seed -1167921252): people who came back leave again and come back again", () => {
    const crossing = new Crossing();
    const code = crossing.open();
    for (let i = 0; i < 2; i++) {
      crossing.depart(code, 1);
      expect(crossing.figures).toMatchObject({ people: { inTransit: 1 }, conservation: true });
      crossing.say("sending", "field", { type: "group.returned", group: code, headcount: 1 });
      expect(crossing.figures).toMatchObject({ people: { inTransit: 0 }, conservation: true });
    }
  });

  test("P7 a diverted group is not before this gate; if it comes there after all, it is", () => {
    const crossing = new Crossing();
    const code = crossing.open();
    crossing.ready(code, 30);
    crossing.depart(code, 30);
    const { left } = crossing.figures.people;
    const there = { type: "group.diverted", group: code, headcount: 30, station: "LAR", grant: "A".repeat(22) };
    const answers = crossing.say("sending", "duty", there);
    crossing.say("receiving", "duty", { ...there, answers });
    crossing.advance(600);
    const gate = () => crossing.world.sights(LINK, "receiving", "field").gate;
    expect(gate()).toEqual([]);
    const gone = { inTransit: 0, atGate: 0, left: left + 30 };
    expect(crossing.figures).toMatchObject({ people: gone, conservation: true });
    crossing.arrive(code, 30);
    expect(gate()).toMatchObject([{ code, people: 30 }]);
    expect(crossing.figures).toMatchObject({ people: { atGate: 30, left }, conservation: true });
  });

  test("P6 whatever persons say and in whatever order, everybody is somewhere", () => {
    const acts = fc.array(
      fc.record({
        act: fc.constantFrom(
          "open",
          "ready",
          "depart",
          "arrive",
          "receive",
          "miscount",
          "left",
          "joined",
          "missing",
          "returned",
          "withdrawn",
          "dispersed",
          "spontaneous",
          "wait",
          "simulated",
        ),
        which: fc.nat(5),
        people: fc.integer({ min: 1, max: 150 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(acts, (all) => {
        const crossing = new Crossing();
        const codes: string[] = [];
        for (const { act, which, people } of all) {
          const code = codes[which % Math.max(1, codes.length)] ?? "";
          const group = crossing.state.groups[code];
          if (act === "open") codes.push(crossing.open());
          else if (act === "wait") crossing.advance(people);
          else if (act === "simulated") {
            const [party] = crossing.world.sights(LINK, "sending", "field").assembled;
            if (party === undefined) continue;
            const given = crossing.code();
            codes.push(given);
            crossing.follower.act({ do: "open", key: party.key, code: given });
            crossing.say("sending", "field", { type: "group.opened", group: given });
          } else if (act === "spontaneous") {
            codes.push(crossing.code());
            crossing.say("receiving", "field", { type: "arrival.spontaneous", group: codes.at(-1), headcount: people });
          } else if (group === undefined) continue;
          else if (act === "ready") crossing.ready(code, people);
          else if (act === "depart") crossing.depart(code, people);
          else if (act === "arrive") crossing.arrive(code, people);
          else if (act === "receive") crossing.receive(code);
          else if (act === "returned" || act === "withdrawn" || act === "dispersed")
            crossing.say("sending", "field", { type: `group.${act}`, group: code, headcount: people });
          else crossing.reconcile(code, act);
          const { conservation, people: where } = crossing.figures;
          if (!conservation) throw new Error(`${act} ${code}: ${JSON.stringify(where)}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});
