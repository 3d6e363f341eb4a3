import type { Group, LinkState } from "@vado/flow";
import type { Act, Cause, Party } from "./types.ts";
import type { World } from "./world.ts";

/**
 * The world after the record, where persons act beside simulated officers: what a person counted is the truth on the ground.
 * A group that a person opened is the oldest party without a code; a count that differs moves people between the party and
 * those not yet gathered, so that everybody stays somewhere.
 */
export class RecordFollower {
  readonly #world: World;
  readonly #station: { readonly from: string; readonly to: string };
  /** How each group ended, by code: an end is carried out once. */
  readonly #ended = new Map<string, Group["phase"]>();
  /** Codes that simulated officers gave to people who came unannounced. */
  readonly #met = new Map<string, string>();
  #seq = 0;
  /** People of groups that dispersed by choice. */
  dispersed = 0;

  constructor(world: World, link: { readonly from: string; readonly to: string }) {
    this.#world = world;
    this.#station = link;
  }

  /** What a simulated officer did. Departures and receptions are taken from the record instead, once they stand in it. */
  act(act: Act): void {
    if (act.do === "meet") this.#met.set(act.code, act.key);
    else if (act.do !== "depart" && act.do !== "receive") this.#world.apply(act);
  }

  /** Takes the world to where a device's state has it; a state older than the last is left alone. True when something moved. */
  follow(state: Readonly<LinkState>): boolean {
    if (state.seq <= this.#seq) return false;
    this.#seq = state.seq;
    let moved = false;
    for (const code in state.groups) {
      const group = state.groups[code] as Group;
      if (this.#ended.get(code) === group.phase) continue;
      // People who came back and left again are on the way once more.
      this.#ended.delete(code);
      moved = this.#carry(state.link, group) || moved;
    }
    for (const code of this.#ended.keys()) if (state.groups[code] === undefined) this.#ended.delete(code);
    return moved;
  }

  #carry(link: string, group: Group): boolean {
    const { code, phase } = group;
    if (group.spontaneous) return this.#spontaneous(group);
    const party = this.#world.partyOf(code) ?? this.#adopt(link, group);
    if (party === undefined) return false;
    const before = `${party.where} ${party.people} ${party.arriving} ${party.code}`;
    if (phase === "withdrawn") this.#world.regroup(code, null);
    else if (phase === "dispersed") this.dispersed += this.#world.disperse(code);
    else this.#moveOn(party, group);
    if (["withdrawn", "dispersed", "returned", "received"].includes(phase)) this.#ended.set(code, phase);
    return this.#ended.has(code) || before !== `${party.where} ${party.people} ${party.arriving} ${party.code}`;
  }

  #adopt(link: string, group: Group): Party | undefined {
    const { code, headcount, arrived, departed } = group;
    if (["withdrawn", "dispersed"].includes(group.phase)) return undefined;
    const first = this.#world.parties.find(
      (party) => party.link === link && party.where === "bank" && party.code === null && party.at <= this.#world.now,
    );
    if (first !== undefined) {
      this.#world.apply({ do: "open", key: first.key, code });
      first.cause = null;
      first.counted = first.arriving = first.people;
      return first;
    }
    const people = departed ?? (headcount > 0 ? headcount : (arrived ?? 0));
    if (people === 0) return undefined;
    return this.#world.come(link, code, { people, units: group.units, needs: group.needs });
  }

  #moveOn(party: Party, group: Group): void {
    const { code, phase, headcount, departed, arrived } = group;
    if (party.where === "bank" && departed === null && arrived === null && headcount > 0) {
      party.ready = true;
      if (party.people !== headcount) this.#recount(party, headcount);
    }
    if (party.where === "bank" && departed !== null) this.#depart(party, group, departed);
    if (phase === "returned") return this.#world.regroup(code, group.readySince);
    if (arrived !== null && party.where !== "inside") this.#arrive(party, group, arrived);
    if (phase === "received") this.#receive(party, group, arrived ?? party.arriving);
    if (phase === "diverted") this.#divert(party, departed ?? party.people);
  }

  /** A person's count: whoever was counted is who goes, and nothing happens to them but what is counted next. */
  #recount(party: Party, people: number): void {
    const fate = party.cause === null || party.cause === "miscount" ? 0 : party.arriving - party.people;
    this.#world.resize(party, people);
    party.counted = people;
    party.arriving = Math.max(1, people + fate);
    if (party.arriving === people) party.cause = null;
  }

  #depart(party: Party, group: Group, departed: number): void {
    if (departed !== party.counted) this.#recount(party, departed);
    this.#world.apply({ do: "depart", code: group.code, at: group.departedAt ?? this.#world.now });
  }

  #arrive(party: Party, group: Group, arrived: number): void {
    party.where = "gate";
    party.arrivesAt = Math.min(party.arrivesAt ?? Infinity, group.arrivedAt ?? this.#world.now);
    if (group.departed === null && party.people !== arrived) this.#world.resize(party, arrived);
    party.arriving = arrived;
    party.cause = explains(party.cause, group.departed, arrived) ? party.cause : null;
  }

  /** Both sides agreed on what the difference was: of a miscount the arrival is true, of anything else both counts are. */
  #receive(party: Party, group: Group, arrived: number): void {
    const cause = group.reconcile?.cause ?? "miscount";
    this.#world.resize(party, group.departed === null || cause === "miscount" ? arrived : group.departed);
    party.cause = cause;
    this.#world.apply({ do: "receive", code: group.code, people: arrived });
  }

  /** It does not come to this gate, unless it does after all. */
  #divert(party: Party, departed: number): void {
    this.#world.resize(party, departed);
    party.where = "elsewhere";
  }

  #spontaneous(group: Group): boolean {
    if (group.phase !== "received") return false;
    const { to } = this.#station;
    const waiting = [...this.#world.unannounced].find(
      ([key, one]) => one.station === to && !one.met && ![...this.#met.values()].includes(key),
    );
    this.#world.meet(to, group.arrived ?? 0, this.#met.get(group.code) ?? waiting?.[0]);
    this.#ended.set(group.code, "received");
    return true;
  }
}

/** Whether a cause fits two counts (H13.cause). */
function explains(cause: Cause | null, departed: number | null, arrived: number): boolean {
  if (cause === null || cause === "miscount") return true;
  if (departed === null) return false;
  return cause === "joined" ? arrived > departed : arrived < departed;
}
