import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { needlesFor, searchFiles, searchPlaintext } from "../src/search/index.ts";

const CANARY = "q3Zr9XkTnV5bLw2HsYd8PfGc";
const CODE = '"K7Q-4MX"';
const NAME = "Ciudad Juárez";
const NEEDLES = [CANARY, CODE, NAME];

/** Bytes that look like ciphertext and are the same in every run (xorshift32). */
function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

const around = (inner: Uint8Array): Buffer => Buffer.concat([noise(501, 7), inner, noise(333, 8)]);
const plain = (needle: string): Buffer => Buffer.from(`{"text":${JSON.stringify("river ".repeat(20))},"it":${needle}}`);
const formsOf = (body: Uint8Array, needles = NEEDLES): string[] =>
  searchPlaintext([body], needles).found.map(({ form }) => form);

describe.each(NEEDLES)("%s is found", (needle) => {
  const bytes = Buffer.from(needle);

  test("raw, anywhere", () => {
    expect(formsOf(around(bytes))).toEqual(["raw"]);
    expect(formsOf(bytes)).toContain("raw");
  });
  test("in hex, of either case", () => {
    expect(formsOf(around(Buffer.from(bytes.toString("hex"))))).toContain("hex");
    expect(formsOf(around(Buffer.from(bytes.toString("hex").toUpperCase()))).join()).toMatch(/HEX|hex/);
  });
  test.each(["base64", "base64url"] as const)("in %s at three alignments", (alphabet) => {
    for (const before of [0, 1, 2, 3]) {
      for (const after of [0, 1, 2]) {
        // Bytes whose base64 needs the characters in which the alphabets differ.
        const inner = Buffer.concat([Buffer.alloc(before, 0xfb), bytes, Buffer.alloc(after, 0xff)]);
        expect(formsOf(around(Buffer.from(inner.toString(alphabet)))).join()).toMatch(/(^|,)base64/);
      }
    }
  });
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate-raw", deflateRawSync],
  ] as const)("after inflating %s", (how, deflate) => {
    const packed = deflate(plain(needle));
    expect(packed.includes(bytes)).toBe(false);
    expect(formsOf(packed)).toContain(`${how}>raw`);
    // A frame cut short, and one within other bytes, tell as much.
    if (how !== "deflate-raw") expect(formsOf(around(packed))).toContain(`${how}>raw`);
    for (const level of [0, 1, 6, 9])
      expect(searchPlaintext([deflate(plain(needle), { level })], NEEDLES).hits).toBeGreaterThan(0);
  });
  test("in a body that is base64, hex or JSON with base64 of packed bytes", () => {
    const packed = gzipSync(plain(needle));
    expect(formsOf(Buffer.from(packed.toString("base64")))).toContain("base64>gzip>raw");
    expect(formsOf(Buffer.from(packed.toString("base64url")))).toContain("base64>gzip>raw");
    expect(formsOf(Buffer.from(packed.toString("hex")))).toContain("hex>gzip>raw");
    expect(formsOf(Buffer.from(packed.toString("base64").replaceAll(/.{20}/g, "$&\r\n")))).toContain("base64>gzip>raw");
    const json = JSON.stringify({ v: 1, frames: [{ body: packed.toString("base64") }] });
    expect(formsOf(Buffer.from(json))).toContain("base64>gzip>raw");
    expect(formsOf(Buffer.from(json.replaceAll("/", "\\/"))).join()).toContain("base64>gzip>raw");
  });
  test("in base64 of base64", () => {
    const twice = Buffer.from(plain(needle).toString("base64")).toString("base64");
    expect(formsOf(Buffer.from(twice)).join()).toContain("base64>base64>raw");
  });
});

test("a text within a JSON text within another is found", () => {
  const inner = JSON.stringify({ group: "K7Q-4MX" });
  expect(formsOf(Buffer.from(JSON.stringify({ inner })))).toContain("json");
});

test("escaped letters are found", () => {
  expect(formsOf(Buffer.from(String.raw`{"group":"\u004b7Q-4MX"}`))).toEqual(["json>raw"]);
});

test("a needle counts once per body and form; the body is named", () => {
  const result = searchPlaintext([noise(100), Buffer.from(`${CANARY} ${CANARY} ${CODE}`), Buffer.from(CODE)], NEEDLES);
  expect(result.found.filter(({ form }) => form === "raw")).toEqual([
    { needle: CANARY, form: "raw", body: 1 },
    { needle: CODE, form: "raw", body: 1 },
    { needle: CODE, form: "raw", body: 2 },
  ]);
});

test("needles: codes with their quotes, names of 8 bytes and more, each once", () => {
  const secrets = {
    canaries: [CANARY, CANARY],
    codes: ["K7Q-4MX"],
    stationNames: ["Šid", "Dobova", "Necoclí", "Los Chiles"],
  };
  expect(needlesFor(secrets)).toEqual([CANARY, CODE, "Necoclí", "Los Chiles"]);
  expect(() => searchPlaintext([], ["short"])).toThrow(RangeError);
});

describe("what says nothing gives nothing", () => {
  test("random bytes", () => {
    const bodies = Array.from({ length: 400 }, (_, i) => noise(2_500, i + 1));
    expect(searchPlaintext(bodies, NEEDLES)).toEqual({ hits: 0, found: [] });
  });
  test("a code without its quotes, a name in part", () => {
    expect(searchPlaintext([Buffer.from("K7Q-4MX Ciudad Juare")], NEEDLES).hits).toBe(0);
  });
  test("nothing at all", () => {
    expect(searchPlaintext([new Uint8Array(0), new Uint8Array(3)], NEEDLES).hits).toBe(0);
    expect(searchPlaintext([noise(100)], []).hits).toBe(0);
  });
});

describe("files", () => {
  const dir = mkdtempSync(join(tmpdir(), "vado-search-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  const MIB = 1024 * 1024;
  const big = noise(9 * MIB, 3);

  test("a needle across every seam of the chunks is found, once", () => {
    for (const at of [0, 4 * MIB - 10, 4 * MIB + 64 * 1024 - 5, 8 * MIB + 64 * 1024 - 12, big.length - CANARY.length]) {
      const bytes = Buffer.from(big);
      bytes.write(CANARY, at);
      writeFileSync(join(dir, "planted"), bytes);
      const result = searchFiles([join(dir, "planted")], NEEDLES);
      expect(result).toEqual({ hits: 1, found: [{ needle: CANARY, form: "raw", body: join(dir, "planted") }] });
    }
  });
  test("several files, small and empty ones too", () => {
    writeFileSync(join(dir, "clean"), big);
    writeFileSync(join(dir, "empty"), "");
    writeFileSync(join(dir, "small"), gzipSync(CANARY));
    const paths = ["clean", "empty", "small"].map((name) => join(dir, name));
    expect(searchFiles(paths, NEEDLES).found).toEqual([{ needle: CANARY, form: "gzip>raw", body: paths[2] }]);
  });
});
