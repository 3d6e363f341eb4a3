import { randomInt } from "node:crypto";
import { fuzz } from "./fuzz.ts";

/** `npm run soak -- channel [steps [seed]]`: a long random history of one group with up to 32 devices. The seed is printed first. */
const [steps = "2000", seed = String(randomInt(1_000_000))] = process.argv.slice(2);
if (!/^\d{1,6}$/.test(steps) || seed.length > 64) {
  process.stderr.write("usage: npm run soak -- channel [steps [seed]]\n");
  process.exit(2);
}
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(`channel: ${steps} steps, seed ${seed}`);
const began = performance.now();
const seconds = (): number => Math.round((performance.now() - began) / 1_000);
try {
  const report = await fuzz(seed, Number(steps), 32, "x25519", (step, count) =>
    say(`step ${step}, ${seconds()} s: ${JSON.stringify(count)}`),
  );
  say(`all agree after ${seconds()} s: ${JSON.stringify(report)}`);
} catch (error) {
  say(error instanceof Error ? `FAILED ${error.message}` : "FAILED");
  process.exitCode = 3;
}
