import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { faultsIn } from "../boundaries/faults.mjs";

const package_ = (name, exports, dependencies) => JSON.stringify({ name, exports, dependencies }, null, 2);

/** A small house in which every rule holds. */
const SOUND = {
  "package.json": JSON.stringify({ devDependencies: { vitest: "5.1.1" } }),
  "packages/protocol/package.json": package_("@vado/protocol", "./src/index.ts", { valibot: "1.5.0" }),
  "packages/protocol/src/index.ts": 'import * as v from "valibot";\nexport const Id = v.string();\n',
  "packages/flow/package.json": package_("@vado/flow", "./src/index.ts", { "@vado/protocol": "0.1.0" }),
  "packages/flow/src/index.ts": 'import { Id } from "@vado/protocol";\nexport { Id };\n',
  "packages/flow/test/flow.test.ts":
    'import { test } from "vitest";\nimport { Id } from "../src/index.ts";\ntest("", () => Id);\n',
  "packages/host/package.json": package_("@vado/host", "./src/index.ts", { "@vado/protocol": "0.1.0" }),
  "packages/host/src/index.ts": 'import { DatabaseSync } from "node:sqlite";\nexport const db = DatabaseSync;\n',
  "packages/relay/package.json": package_("@vado/relay", "./src/index.ts", { "@vado/protocol": "0.1.0" }),
  "packages/relay/src/index.ts": "export const app = { fetch(request: Request) { return request; } };\n",
  "apps/relay/package.json": package_("@vado/app-relay", "./src/main.ts", {
    "@vado/host": "0.1.0",
    "@vado/relay": "0.1.0",
  }),
  "apps/relay/src/main.ts":
    'import { app } from "@vado/relay";\nimport { db } from "@vado/host";\nexport { app, db };\n',
  "apps/cli/package.json": package_("@vado/app-cli", "./src/main.ts", {}),
  "apps/cli/src/main.ts": "export {};\n",
};

/** The faults of the sound house after `change`, a map of files to write or, with null, to leave out; as `path:line rule`. */
export function plant(change) {
  const root = mkdtempSync(join(tmpdir(), "vado house "));
  try {
    for (const [path, text] of Object.entries({ ...SOUND, ...change })) {
      if (text === null) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return faultsIn(root).map(({ path, line, rule }) => `${path}:${line} ${rule}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The same with one more line at the end of a source of `flow`. Its faults stand on line 3. */
export function plantInFlow(line) {
  return plant({ "packages/flow/src/index.ts": `${SOUND["packages/flow/src/index.ts"]}${line}\n` });
}

export { package_ as manifest };
