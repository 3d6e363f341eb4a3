// The one door to the project: `npm start|test|check|fix|bench|soak|vado` all come here.
// This file and what it imports run on any Node from 20 on; all else runs on the Node that the lockfile pins.
import { join } from "node:path";
import { exec, quietEnv } from "./run/exec.mjs";
import { check, fix } from "./run/check.mjs";
import { ROOT, say } from "./run/root.mjs";
import { SetupError, setUp } from "./run/setup.mjs";
import { test } from "./run/test.mjs";
import { ensureChromium } from "./run/chromium.mjs";
import { ensureWeb } from "./run/web.mjs";

const CLI = join(ROOT, "apps/cli/src/main.ts");
const PICTURES = join(ROOT, "apps/web/pictures/main.ts");
const GUIDE = join(ROOT, "packages/ui/test/guide/write.ts");
const WEB_DAY = join(ROOT, "apps/web/soak/day.ts");
const EXPLORE = join(ROOT, "packages/sim/src/explore/main.ts");
const SOAK = join(ROOT, "packages/sim/src/soak/main.ts");
const LAW = join(ROOT, "packages/flow/test/soak.ts");
const RELAY = join(ROOT, "packages/relay/test/soak.ts");
const CHANNEL = join(ROOT, "packages/channel/test/soak.ts");
const STRYKER = join(ROOT, "node_modules/@stryker-mutator/core/bin/stryker.js");
const MUTANTS = join(ROOT, "packages/flow/test/mutation/stryker.json");

const verbs = {
  start: async (node, args) => {
    await ensureWeb(node);
    return exec(node, [CLI, "demo", ...args], { cwd: process.cwd() });
  },
  // A path given to `vado` is relative to where the caller stands.
  vado: (node, args) => exec(node, [CLI, ...args], { cwd: process.cwd() }),
  bench: (node, args) => inBrowser(node, [CLI, "bench", ...args]),
  pictures: (node) => inBrowser(node, [PICTURES]),
  // Pages of the guide that are made from the rules.
  guide: (node) => exec(node, [GUIDE]),
  // One part: `law [seeds [from]]`, the law under random seeds; `explore [minutes]`, the law exhaustively; `mutation [files]`, the law's tests
  // held against mutants of it (report in .vado/mutation); `channel [steps [seed]]`, a group of up to 32 devices; `relay [requests
  // [seed]]`, garbage against a running relay; `web [hours]`, a day with a control room open. Without arguments all but `explore`.
  soak: async (node, [part, ...rest]) => {
    if (part === "law") return exec(node, [LAW, ...rest]);
    if (part === "relay") return exec(node, [RELAY, ...rest]);
    if (part === "channel") return exec(node, [CHANNEL, ...rest]);
    if (part === "explore") return exec(node, [EXPLORE, ...rest]);
    if (part === "mutation") return mutation(node, rest);
    if (part !== undefined && part !== "web") return exec(node, [SOAK, part, ...rest]);
    const simulated =
      part === "web"
        ? 0
        : (await exec(node, [LAW])) ||
          (await exec(node, [CHANNEL])) ||
          (await exec(node, [RELAY])) ||
          (await exec(node, [SOAK])) ||
          (await mutation(node, []));
    return (await inBrowser(node, [WEB_DAY, ...rest])) || simulated;
  },
  check: (node) => check(node),
  fix: (node) => fix(node),
  test: (node, args) => test(node, args),
};

const mutation = (node, files) =>
  exec(node, [STRYKER, "run", MUTANTS, ...(files.length > 0 ? ["--mutate", files.join(",")] : [])]);

/** What drives a browser needs the built app and Chromium. */
async function inBrowser(node, args) {
  await ensureWeb(node);
  return exec(node, args, { env: { ...quietEnv(), VADO_CHROMIUM: await ensureChromium() } });
}

async function main([verb, ...args]) {
  if (verb === undefined || !Object.hasOwn(verbs, verb)) {
    say(`usage: node tools/run.mjs ${Object.keys(verbs).join("|")} [arguments]`);
    return 2;
  }
  try {
    return await verbs[verb](await setUp(), args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
