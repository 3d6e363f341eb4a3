import { describe, expect, test } from "vitest";
import { manifest, plant, plantInFlow } from "./house.mjs";

const FLOW = "packages/flow/src/index.ts:3";

test("a sound house has no faults", () => {
  expect(plant({})).toEqual([]);
});

describe("imports", () => {
  test.each([
    ["a package the table forbids", 'import "@vado/host";', "table"],
    ["a package that is nowhere", 'import "@vado/nowhere";', "table"],
    ["past the one entry", 'import { x } from "@vado/protocol/src/ids.ts";', "one-entry"],
    ["an app", 'import { x } from "@vado/app-cli";', "app-import"],
    ["another package by its path", 'export * from "../../protocol/src/index.ts";', "own-folder"],
    ["a file of this machine", 'import "file:///x.ts";', "own-folder"],
    ["a test", 'import "../test/flow.test.ts";', "own-folder"],
    ["what is not declared", 'import type { Hono } from "hono";', "declared"],
    ["what is not declared, later", 'const late = () => import("hono");', "declared"],
    ["what is not declared, as a type", 'type Late = typeof import("hono");', "declared"],
    ["what is not declared, the old way", 'const old = require("hono");', "declared"],
    ["a name made up at run time", "const any = (name: string) => import(name);", "named-import"],
    ["Node, into a pure package", 'import { readFileSync } from "node:fs";', "pure"],
    ["Node by its old name, into a pure package", 'import { readFileSync } from "fs";', "pure"],
  ])("%s", (_, line, rule) => {
    expect(plantInFlow(line)).toEqual([`${FLOW} ${rule}`]);
  });

  test("protocol imports nothing from outside but its schema library", () => {
    const change = {
      "packages/protocol/package.json": manifest("@vado/protocol", "./src/index.ts", { hono: "4.13.19" }),
      "packages/protocol/src/index.ts": 'import "hono";\n',
    };
    expect(plant(change)).toEqual(["packages/protocol/src/index.ts:1 table"]);
  });

  test("a test stays in its package and declares what it imports", () => {
    const change = {
      "packages/flow/test/flow.test.ts":
        'import "../../protocol/src/index.ts";\nimport "lodash";\nimport "@vado/host/src/x.ts";\nimport "@vado/app-cli";\nimport "fs";\nimport "@vado/host";\n',
    };
    const at = (line, rule) => `packages/flow/test/flow.test.ts:${line} ${rule}`;
    expect(plant(change)).toEqual([
      at(1, "own-folder"),
      at(2, "declared"),
      at(3, "one-entry"),
      at(4, "app-import"),
      at(5, "node-prefix"),
    ]);
  });

  test("Node modules have their prefix", () => {
    expect(plant({ "packages/host/src/index.ts": 'import "fs";\n' })).toEqual([
      "packages/host/src/index.ts:1 node-prefix",
    ]);
  });
});

describe("pure packages", () => {
  test.each([
    ["const now = Date.now();"],
    ["const now = new Date();"],
    ["const now = new Date;"],
    ["const now = Date();"],
    ["const now = performance.now();"],
    ["setTimeout(() => {}, 1);"],
    ["const later = setInterval;"],
    ["const chance = Math.random();"],
    ["const chance = crypto.randomUUID();"],
    ["const stage = process.env;"],
    ["const all = globalThis as unknown;"],
    ["const page = fetch(url);"],
    ["const text = `${Date.now()}`;"],
  ])("no %s", (line) => {
    expect(plantInFlow(line)).toEqual([`${FLOW} pure`]);
  });

  test.each([
    ["// Date.now() in a comment"],
    ["/* import('hono') in a comment */"],
    ['const text = "Math.random()";'],
    ["const text = `process.env ${1} setTimeout()`;"],
    ["const pattern = /[/`'\"]Date.now()/;"],
    ["const half = (a: number) => a / 2 / Number('/');"],
    ["const day = (at: number) => new Date(at).toISOString();"],
    ["const answer = app.fetch(request);"],
    ["const app = { fetch(r: Request): Response { return r; } };"],
    ["const digest = ports.crypto.sha256(bytes);"],
    ['const word = "import from \\"hono\\"";'],
  ])("but %s", (line) => {
    expect(plantInFlow(line)).toEqual([]);
  });
});

describe("the relay cannot decrypt", () => {
  const client = {
    "packages/client/package.json": manifest("@vado/client", "./src/index.ts", {}),
    "packages/client/src/index.ts": "export {};\n",
  };

  test("not by an import of its own", () => {
    const change = { ...client, "apps/relay/src/main.ts": 'import "@vado/client";\n' };
    expect(plant(change)).toContain("apps/relay/src/main.ts:1 relay-blind");
  });

  test("not by what a package it loads imports", () => {
    const change = {
      ...client,
      "packages/host/src/index.ts": 'export * from "./deep.ts";\n',
      "packages/host/src/deep.ts": '\nimport "@vado/client";\n',
    };
    expect(plant(change)).toContain("packages/host/src/deep.ts:2 relay-blind");
  });

  test("not by a library", () => {
    expect(
      plant({
        "packages/protocol/src/index.ts": 'import "ts-mls";\n',
        "packages/relay/src/index.ts": 'import "@vado/protocol";\n',
      }),
    ).toContain("packages/protocol/src/index.ts:1 relay-blind");
  });
});

describe("package.json", () => {
  const flow = (text) => plant({ "packages/flow/package.json": text, "packages/flow/src/index.ts": "" });
  const at = (line, rule) => [`packages/flow/package.json:${line} ${rule}`];

  test.each([["^1.0.0"], ["~1.0.0"], ["*"], ["latest"], [">=1.0.0"], ["1.x"]])("no loose version %s", (version) => {
    expect(flow(manifest("@vado/flow", "./src/index.ts", { hono: version }))).toEqual(at(5, "exact-pin"));
  });

  test("one entry", () => {
    expect(flow(manifest("@vado/flow", { ".": "./src/index.ts", "./more": "./src/more.ts" }, {}))).toEqual(
      at(3, "one-entry"),
    );
  });

  test("the folder's name", () => {
    expect(flow(manifest("@vado/stream", "./src/index.ts", {}))).toEqual(at(2, "name"));
  });

  test("no dependency the table forbids", () => {
    expect(flow(manifest("@vado/flow", "./src/index.ts", { "@vado/host": "0.1.0" }))).toEqual(at(5, "table"));
    expect(flow(manifest("@vado/flow", "./src/index.ts", { "@vado/app-cli": "0.1.0" }))).toEqual(at(5, "app-import"));
  });

  test("no package the table does not know", () => {
    expect(plant({ "packages/extra/package.json": manifest("@vado/extra", "./src/index.ts", {}) })).toEqual([
      "packages/extra/package.json:2 table",
    ]);
  });

  test("what the lockfile does not know is not installed elsewhere", () => {
    const locked = (dependencies) => ({
      "package-lock.json": JSON.stringify({
        packages: {
          "": { devDependencies: { vitest: "5.1.1" } },
          "packages/protocol": { dependencies: { valibot: "1.5.0" } },
          "packages/flow": { dependencies },
          "packages/host": { dependencies: { "@vado/protocol": "0.1.0" } },
          "packages/relay": { dependencies: { "@vado/protocol": "0.1.0" } },
          "apps/relay": { dependencies: { "@vado/relay": "0.1.0", "@vado/host": "0.1.0" } },
          "apps/cli": {},
        },
      }),
    });
    expect(plant(locked({ "@vado/protocol": "0.1.0" }))).toEqual([]);
    expect(plant(locked({}))).toEqual(["packages/flow/package.json:4 lockfile"]);
  });
});

describe("sizes", () => {
  const path = "packages/flow/src/long.ts";
  const long = (lines) => ({ [path]: "//\n".repeat(lines) });
  const listed = (lines) => ({ "tools/boundaries/long-files.json": JSON.stringify({ [path]: lines }) });

  test("a file has at most 400 lines", () => {
    expect(plant(long(400))).toEqual([]);
    expect(plant(long(401))).toEqual([`${path}:401 size`]);
  });

  test("a listed file only shrinks, and the list with it", () => {
    expect(plant({ ...long(500), ...listed(500) })).toEqual([]);
    expect(plant({ ...long(501), ...listed(500) })).toEqual([`${path}:501 size`]);
    expect(plant({ ...long(499), ...listed(500) })).toEqual([`${path}:499 size`]);
  });
});

describe("words and paths", () => {
  test.each([
    ["// illegal entry"],
    ["const peopleBatch = 1;"],
    ["const text = 'a wave of people';"],
    ["// the arrivals wave"],
  ])("no %s", (line) => {
    expect(plantInFlow(line)).toEqual([`${FLOW} words`]);
  });

  test.each([["// group commit of one batch"], ["const load = 1; // loads families"], ["const floodOfRequests = 1;"]])(
    "but %s",
    (line) => {
      expect(plantInFlow(line)).toEqual([]);
    },
  );

  test.each([['"/home/me/x"'], ["'/root'"], ["`/work/${1}`"], ['"/tmp/x"'], ['"../shared/data/x.json"']])(
    "no %s",
    (text) => {
      expect(plantInFlow(`const path = ${text};`)).toEqual([`${FLOW} machine-path`]);
    },
  );
});
