import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openProfile } from "../test/browser.ts";
import { enrol } from "../test/hands.ts";
import { RunningDemo } from "../test/running-demo.ts";
import { scrollFrames, type Frames } from "./frames.ts";
import { memoryOf, type Memory } from "./memory.ts";

/**
 * The demo runs so many virtual hours at full pace while a control room is open; once an hour of it somebody scrolls the
 * log. `node apps/web/soak/day.ts [hours]`. Ends with 1 when memory or frames are over their limits.
 */
const HOURS = Number(process.argv[2] ?? 24);
const FULL_PACE = 240;
/** What scrolls: the rows of the log. */
const LOG = ".virtual-rows";
const PROCESS_MB_MAX = 300;
const OUT = fileURLToPath(new URL("../../../.vado/soak", import.meta.url));

interface Sample extends Memory, Frames {
  readonly hour: number;
  readonly received: number;
}

const demo = await RunningDemo.start();
const profile = await openProfile(demo.url, "en-US");
try {
  await demo.until("people received", ({ people }) => people.received > 0);
  const room = await profile.window(await demo.invite("receiving", "duty"), { width: 1440, height: 900 });
  await enrol(room);
  await room.getByRole("tab", { name: "Log" }).click();
  await room.locator(LOG).first().waitFor({ timeout: 60_000 });
  const from = (await demo.status()).clock.now;
  await demo.pace(FULL_PACE);
  const samples: Sample[] = [];
  for (let hour = 1; hour <= HOURS; hour++) {
    const status = await demo.until(`hour ${hour}`, ({ clock }) => clock.now >= from + hour * 3_600_000, 600);
    const frames = await scrollFrames(room, LOG, 4);
    const sample = { hour, received: status.people.received, ...(await memoryOf(room, profile.folder)), ...frames };
    samples.push(sample);
    process.stdout.write(`${JSON.stringify(sample)}\n`);
  }
  mkdirSync(OUT, { recursive: true });
  writeFileSync(`${OUT}/day.json`, JSON.stringify(samples, null, 1));
  const last = await demo.status("?check=now");
  const most = Math.max(...samples.map(({ processMb }) => processMb));
  const long = samples.reduce((sum, sample) => sum + sample.long, 0);
  const sound = last.digests === 1 && last.violations === 0 && last.conservation;
  process.stdout.write(
    `${HOURS} virtual hours: at most ${most} MB, ${long} frames over 100 ms, digests ${last.digests}, violations ${last.violations}\n`,
  );
  if (most > PROCESS_MB_MAX || long > 0 || !sound) process.exitCode = 1;
} finally {
  await profile.close();
  await demo.stop();
}
