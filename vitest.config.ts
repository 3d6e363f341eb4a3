import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that mostly wait for people, browsers and windows of time; begun first, they run beside those that compute. */
const SLOW = ["shift.test.ts", "law.test.ts", "replay.test.ts", "demo.test.ts", "simulate.test.ts"];
const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = SLOW.findIndex((name) => moduleId.endsWith(`/${name}`));
  return place === -1 ? SLOW.length : place;
};

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tools/test/**/*.test.mjs"],
    environment: "node",
    // A process per test file: tests open databases and start children, and one that hangs must not take others along.
    pool: "forks",
    // One more than cores: half of the time is waited for in browsers and other processes.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for in another process or a browser comes late on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    watch: false,
  },
});
