import { defineConfig } from "vitest/config";

/** The tests that a mutant is held against: fast, exact, the same in every run. The properties and the model would double the time. */
export default defineConfig({
  test: {
    include: [
      "packages/flow/test/{alone,delegation,effects,guards,regressions,rows}.test.ts",
      "packages/flow/test/exact/*.test.ts",
    ],
    environment: "node",
    pool: "threads",
    // One process for all: a mutant is a switch in it, and the tests share nothing that they change.
    isolate: false,
    watch: false,
  },
});
