import type { Body } from "@vado/protocol";
import { fold, judge, natureOf } from "@vado/flow";
import { acts, type Act } from "./acts.ts";
import { reduce, textOf } from "./canonical.ts";
import { note } from "./ghost.ts";
import { breachAfter, breachOf } from "./invariants.ts";
import { Visited } from "./visited.ts";
import { WHO, begin, copyWorld, entryOf, type Bounds, type World } from "./world.ts";

/** The law under test: a planted bug is another one. */
export interface Law {
  readonly fold: typeof fold;
}

/** What an exploration saw. `breach` is the first event against an invariant, after the way that led to it. */
export interface Explored {
  readonly states: number;
  /** Valid events from a state to a state, and all that were tried. */
  readonly transitions: number;
  readonly tried: number;
  readonly exhausted: boolean;
  readonly breach: { readonly says: string; readonly way: readonly string[] } | null;
}

interface Node {
  readonly world: World;
  readonly said: string;
  readonly from: Node | null;
}

export interface Options {
  readonly law?: Law;
  /** Gives up after so many worlds. */
  readonly statesMax?: number;
  /** Asked now and then whether it has been enough. */
  readonly enough?: () => boolean;
  /** Only a breach of this invariant ends the exploration. */
  readonly sought?: string;
  /** Where to begin, if not where nothing has happened. */
  readonly first?: World;
  /** Told of every step, before its world is reduced. */
  readonly watch?: (before: World, after: World) => string | null;
  /** Steps that are no events of this link. */
  readonly beside?: (world: World) => World[];
  /** Whether an act is possible on the ground. */
  readonly possible?: (world: World, act: Act, tick: boolean) => boolean;
}

/** Looks at every world within the bounds, depth first, until an invariant is broken. */
export function explore(bounds: Bounds, options: Options = {}): Explored {
  const { law = { fold }, statesMax = Infinity, sought = "", enough, watch, beside, possible } = options;
  const visited = new Visited();
  let looked = 0;
  const count = { transitions: 0, tried: 0 };
  const first = options.first ?? begin(bounds);
  reduce(first);
  visited.add(textOf(first));
  const open: Node[] = [{ world: first, said: "", from: null }];
  const over = (breach: Explored["breach"]) => ({
    states: visited.size,
    ...count,
    exhausted: open.length === 0 && breach === null,
    breach,
  });
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const act of [...acts(node.world, bounds), ...ticks(node.world, bounds)]) {
      if (possible?.(node.world, act, "tick" in act) === false) continue;
      count.tried++;
      const step = take(node.world, act, law);
      if (step === null) continue;
      count.transitions++;
      step.breach ??= watch?.(node.world, step.world) ?? null;
      const next = { world: step.world, said: said(act), from: node };
      if (step.breach?.startsWith(sought) === true) return over({ says: step.breach, way: wayTo(next) });
      reduce(step.world);
      if (visited.add(textOf(step.world))) open.push(next);
    }
    for (const world of beside?.(node.world) ?? [])
      if (visited.add(textOf(world))) open.push({ world, said: "people come", from: node });
    if (visited.size > statesMax || (++looked % 4_096 === 0 && enough?.() === true)) break;
  }
  return over(null);
}

type Timed = Act & { readonly tick?: true };

/** Time goes by: the other side is heard at once, or stays silent until the next tick. */
function ticks({ tick }: World, bounds: Bounds): Timed[] {
  if (tick + 1 >= bounds.ticks) return [];
  const heard: Body = { type: "heartbeat", heads: [] };
  const silent: Body = { type: "ack", heads: [] };
  const list: Timed[] = [{ who: WHO.receivingDuty, intent: "t", body: heard, tick: true }];
  if (bounds.silence) list.push({ who: WHO.receivingField, intent: "t", body: silent, tick: true });
  return list;
}

/** The world after an act, or null when the law refuses it, which changes nothing. */
function take(before: World, act: Timed, law: Law): { world: World; breach: string | null } | null {
  const at = act.tick === true ? { ...before, tick: before.tick + 1 } : before;
  const entry = entryOf(at, act.who, act.intent, act.body, act.seen);
  if (act.tick !== true && natureOf(act.body.type) !== "fact" && judge(before.law, entry) !== null) return null;
  const world = copyWorld(at);
  const { voidedBy } = law.fold(world.law, entry);
  if (voidedBy !== null) {
    const breach = breachAfter(before, world, entry, voidedBy);
    return breach === null ? null : { world, breach };
  }
  if (act.tick === true) world.began.push(entry.seq);
  if (act.spends !== undefined) world.left[act.spends]--;
  const breach = breachOf(world.ghost, entry);
  note(world.ghost, entry);
  return { world, breach: breach ?? breachAfter(before, world, entry, null) };
}

function said({ who, body, seen }: Act): string {
  const group = "group" in body ? ` ${String(body.group).slice(0, 1)}` : "";
  return `${who.device} ${body.type}${group}${seen === undefined ? "" : ` as of ${seen}`}`;
}

function wayTo(node: Node | null): string[] {
  const way: string[] = [];
  for (let at = node; at !== null && at.from !== null; at = at.from) way.unshift(at.said);
  return way;
}
