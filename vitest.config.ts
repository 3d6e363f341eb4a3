import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tools/test/**/*.test.mjs"],
    environment: "node",
    // A process per test file: tests open databases and start children, and one that hangs must not take others along.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for in another process or a browser comes late on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    watch: false,
  },
});
