import { against, sampled } from "./properties.ts";

/**
 * `npm run soak -- law [SEEDS [FROM]]`: the properties of one link under so many seeds, random ones unless a first is given. Each
 * seed that fails is printed; `VADO_SEED` shows it again in the tests, and its history becomes a named one.
 */
const HISTORIES = 20;
const [seeds = "50", from] = process.argv.slice(2);
if (![seeds, from ?? "0"].every((text) => /^\d{1,9}$/.test(text))) {
  process.stderr.write("usage: npm run soak -- law [seeds [first seed]]\n");
  process.exit(2);
}
const first = from === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(from);
const began = performance.now();
const failed: number[] = [];
for (let seed = first; seed < first + Number(seeds); seed++) {
  const found = sampled(seed, HISTORIES).flatMap((plan, n) => against(plan).map((one) => `history ${n}: ${one}`));
  if (found.length > 0) {
    failed.push(seed);
    process.stdout.write(`law seed ${seed} FAILED ${found.slice(0, 3).join("; ")}\n`);
  }
}
const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(
  `law: ${seeds} seeds from ${first}, ${HISTORIES} histories each, ${failed.length} failed ${failed.join(" ")}, ${seconds} s\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
