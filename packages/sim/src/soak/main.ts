import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseScenario } from "../scenario/index.ts";
import { simulate } from "../simulate/simulate.ts";
import { replayWithKills } from "./kills.ts";

/**
 * `npm run soak`: what takes too long for every test run. Seeds are printed as they go, and those that fail are listed at the
 * end, to become named tests. Options: --seeds N, --mls N, --kills N, --from SEED, --hours N of each seed; a part is left out with 0.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1900" },
    mls: { type: "string", default: "100" },
    kills: { type: "string", default: "3" },
    from: { type: "string", default: "1000" },
    hours: { type: "string", default: "2" },
  },
});
for (const [name, text] of Object.entries(values))
  if (!/^\d{1,6}$/.test(text)) {
    process.stderr.write(`--${name} takes a whole number.\n`);
    process.exit(2);
  }
const from = Number(values.from);
const hours = Number(values.hours);
const failed: string[] = [];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function seeds(name: string, count: number, mls: boolean): Promise<void> {
  const began = performance.now();
  let received = 0;
  let faults = 0;
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate({ seed, mls, hours });
    received += result.received;
    faults += Object.values(result.faults).reduce((sum, n) => sum + n, 0);
    if (result.findings.length > 0) {
      failed.push(`${name} ${seed}: ${JSON.stringify(result.findings.slice(0, 3))}`);
      say(`${name} seed ${seed} FAILED ${JSON.stringify(result.findings.slice(0, 3))}`);
    }
    if ((seed - from) % 25 === 24)
      say(
        `${name}, ${hours} h each: ${seed - from + 1} of ${count} seeds, ${failed.length} failed, ${received} people received, ${faults} faults, ${Math.round((performance.now() - began) / 1_000)} s`,
      );
  }
}

async function kills(count: number): Promise<void> {
  const scenario = parseScenario(
    readFileSync(new URL("../../../../scenarios/matamoros-brownsville-2023-05.json", import.meta.url), "utf8"),
  );
  for (let seed = from; seed < from + count; seed++) {
    const { killed, summary, lost, doubled } = await replayWithKills(scenario, {
      seed,
      kills: 20,
      hours: 24,
      heartbeatS: 300,
      fromTurn: 20,
      toTurn: 4_000,
    });
    const good =
      killed.length === 20 &&
      lost.length === 0 &&
      doubled.length === 0 &&
      summary.digests === 1 &&
      summary.violations === 0 &&
      summary.conservation &&
      summary.plaintextHits === 0;
    say(
      `kills seed ${seed}: ${killed.length} kills (${killed.filter((name) => name === "relay").length} of the relay), received ${summary.people.received}, digests ${summary.digests}, lost ${lost.length}, doubled ${doubled.length}, violations ${summary.violations}, ${summary.seconds} s`,
    );
    if (!good) failed.push(`kills ${seed}`);
  }
}

await kills(Number(values.kills));
await seeds("null cipher", Number(values.seeds), false);
await seeds("MLS", Number(values.mls), true);
say(failed.length === 0 ? "soak: all is well" : `soak: ${failed.length} failed\n${failed.join("\n")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
