import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CODE_ALPHABET,
  base64url,
  codeDistance,
  decodeBase64,
  encodeBase64,
  fromBase64url,
  groupCodeFrom,
  hex,
  isGroupCode,
} from "../src/index.ts";

const codes = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => groupCodeFrom(bytes) as string);
const letters = (code: string) => code.replace("-", "").split("");
const written = (six: readonly string[]) => `${six.slice(0, 3).join("")}-${six.slice(3).join("")}`;

describe("group codes (SPEC: ID)", () => {
  it("ID1 a code made from random bytes is a code, and has neither vowels nor look-alikes", () => {
    fc.assert(fc.property(codes, (code) => isGroupCode(code)));
    expect(CODE_ALPHABET).not.toMatch(/[AEIOU01]/);
    expect(new Set(CODE_ALPHABET).size).toBe(29);
  });

  it("ID2 every single wrong character is found, at each of the six places, by each of the 28 others", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const six = letters(code);
        for (let at = 0; at < 6; at++)
          for (const other of CODE_ALPHABET)
            if (other !== six[at]) expect(isGroupCode(written(six.with(at, other)))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("ID3 every swap of two different characters is found, adjacent or not", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const six = letters(code);
        for (let a = 0; a < 6; a++)
          for (let b = a + 1; b < 6; b++) {
            if (six[a] === six[b]) continue;
            expect(isGroupCode(written(six.with(a, six[b] as string).with(b, six[a] as string)))).toBe(false);
          }
      }),
      { numRuns: 200 },
    );
  });

  it("ID4 nothing but six characters of the alphabet with a dash is a code", () => {
    const code = groupCodeFrom(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)) as string;
    for (const bad of [
      "",
      code.toLowerCase(),
      code.replace("-", ""),
      ` ${code}`,
      `${code}\n`,
      code.replace("-", "–"),
      `${code}2`,
    ])
      expect(isGroupCode(bad)).toBe(false);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof isGroupCode(text) === "boolean"));
  });

  it("ID5 the distance of two codes is the number of places where they differ, at least two", () => {
    fc.assert(fc.property(codes, codes, (a, b) => a === b || codeDistance(a, b) >= 2));
  });
});

describe("bytes as text (SPEC: ID)", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  it("ID6 base64url goes there and back, and has one spelling", () => {
    fc.assert(fc.property(bytes, (b) => hex(fromBase64url(base64url(b)) as Uint8Array) === hex(b)));
    fc.assert(fc.property(bytes, (b) => base64url(b) === Buffer.from(b).toString("base64url")));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("ABab09-_=+/ é")) }), (text) => {
        const read = fromBase64url(text);
        if (read !== undefined) expect(base64url(read)).toBe(text);
      }),
    );
  });

  it("ID7 base64 for the relay goes there and back, and has one spelling", () => {
    fc.assert(fc.property(bytes, (b) => hex(decodeBase64(encodeBase64(b)) as Uint8Array) === hex(b)));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("ABab09+/=-_")) }), (text) => {
        const read = decodeBase64(text);
        if (read !== undefined) expect(encodeBase64(read)).toBe(text);
      }),
    );
  });
});
