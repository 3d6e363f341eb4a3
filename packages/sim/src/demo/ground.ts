import type { LinkState } from "@vado/flow";
import { StationFiguresSchema, type Side, type StationFigures } from "@vado/protocol";
import * as v from "valibot";
import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import { RecordFollower } from "../world/record.ts";
import type { Act, Sights } from "../world/types.ts";
import { World } from "../world/world.ts";
import { figuresOf, type DemoFigures } from "./figures.ts";
import { HEARTBEAT_S, type OfficerRole } from "./papers.ts";
import { sightsFor, type DemoSights } from "./view.ts";

/** The ground of a demo: the world, which follows the record, and what of it is to be seen and counted. */
export class Ground {
  readonly #world: World;
  readonly #follower: RecordFollower;
  readonly #time: ScenarioTime;
  readonly #link: Scenario["links"][number];
  /** People received per day of the scenario. */
  readonly #received: number[];

  constructor(scenario: Scenario, time: ScenarioTime, link: Scenario["links"][number]) {
    this.#time = time;
    this.#link = link;
    this.#world = new World(scenario, time, scenario.seed, HEARTBEAT_S);
    this.#follower = new RecordFollower(this.#world, link);
    this.#received = Array.from({ length: scenario.days }, () => 0);
  }

  /** Lets time pass; true when officers have something new to see. */
  advance(now: number): boolean {
    return this.#world.advance(now).size > 0;
  }

  nextAt(): number {
    return this.#world.nextAt();
  }

  /** What a simulated officer sees. */
  sights(side: Side, role: OfficerRole, fieldPhone: string | null): Sights {
    return { ...this.#world.sights(this.#link.id, side, role), fieldPhone };
  }

  /** What a person sees. */
  view(state: Readonly<LinkState>, side: Side): DemoSights {
    return sightsFor(this.#world, state, side);
  }

  /** How a station stands, as its agency's own machine counts it. */
  station(side: Side): StationFigures {
    const { hall, open } = this.#world.sights(this.#link.id, side, "archive");
    return v.parse(StationFiguresSchema, { ...hall, open });
  }

  act(acts: readonly Act[]): void {
    for (const act of acts) this.#follower.act(act);
  }

  /** Takes the world to where the record has it; true when something moved. */
  follow(state: Readonly<LinkState>): boolean {
    const moved = this.#follower.follow(state);
    // People received since the last look belong to the day of the entry that told of them.
    const day = Math.min(this.#received.length - 1, Math.max(0, this.#time.dayOf(state.time)));
    this.#received[day] = (this.#received[day] ?? 0) + state.totals.received - this.receivedPeople;
    return moved;
  }

  /** The world must have followed `state`. */
  figures(state: Readonly<LinkState>): DemoFigures {
    return figuresOf(this.#world, this.#follower, state, [...this.#received]);
  }

  get receivedPeople(): number {
    return this.#received.reduce((sum, people) => sum + people, 0);
  }

  /** Closed, and nobody is on the way or at the gate: nothing will happen before morning. */
  get isQuiet(): boolean {
    const open = this.#world.isOpen(this.#link.from) && this.#world.isOpen(this.#link.to);
    return !open && this.#world.parties.every(({ where }) => where === "bank" || where === "elsewhere");
  }
}
