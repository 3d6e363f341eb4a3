import { ONE_LINK, ONE_LINK_WHOLE, SMALL, TWO_LINKS } from "./bounds.ts";
import { exploreCorridor } from "./corridor.ts";
import { explore, type Explored } from "./explore.ts";
import { PLANTS, sought } from "./planted.ts";

/**
 * `npm run soak -- explore [minutes] [part]`: every world within the bounds of `bounds.ts`, for one link and for two, and how long each
 * planted bug stays hidden. A bound that is not exhausted within its minutes (default 30) says how far it came. Parts: one, two, planted.
 */
const minutes = Number(process.argv[2] ?? 30);
const part = process.argv[3];
if (!(minutes > 0 && minutes <= 600) || (part !== undefined && !["one", "two", "planted"].includes(part))) {
  process.stderr.write("explore takes the minutes for each bound, at most 600, and a part: one, two or planted.\n");
  process.exit(2);
}
let failed = 0;
const say = (text: string) => process.stdout.write(`${text}\n`);

function report(name: string, { states, transitions, tried, exhausted, breach }: Explored, began: number): void {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const all = exhausted ? "all of it" : "NOT exhausted";
  say(`${name}: ${states} states, ${transitions} transitions of ${tried} tried, ${seconds} s, ${all}`);
  if (breach === null) return;
  failed++;
  say(`  ${breach.says}\n  ${breach.way.join("\n  ")}`);
}

const until = () => {
  const end = performance.now() + minutes * 60_000;
  return () => performance.now() > end;
};

function oneLink(): void {
  say("one link");
  for (const { name, bounds } of [...ONE_LINK, ONE_LINK_WHOLE]) {
    const began = performance.now();
    report(name, explore(bounds, { enough: until() }), began);
  }
}

function twoLinks(): void {
  say("two links, three stations, three groups");
  for (const { name, bounds } of TWO_LINKS) {
    const began = performance.now();
    const { first, second, handovers } = exploreCorridor(bounds, bounds, { enough: until() });
    report(`${name}, first link`, first, began);
    report(`${name}, second link beside ${handovers} steps of the first`, second, began);
  }
}

function planted(): void {
  say("planted bugs");
  for (const plant of PLANTS) {
    const began = performance.now();
    const { found, states } = sought(plant, SMALL);
    if (found === null) failed++;
    const after = found === null ? "NOT FOUND" : `after ${found.way.length} events, ${found.says}`;
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    say(`${plant.invariant} ${plant.bug}: ${after}, ${states} states, ${seconds} s`);
  }
}

for (const [name, run] of Object.entries({ one: oneLink, two: twoLinks, planted }))
  if (part === undefined || part === name) run();
process.exitCode = failed === 0 ? 0 : 1;
