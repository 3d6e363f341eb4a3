import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY_TYPES, ENVELOPE_BYTES_MAX, parseEnvelope, type Body } from "../src/index.ts";
import { BODIES, SIGNATURE, envelopeOf, id, sealed } from "./samples.ts";

const body = BODIES["group.ready"];

describe("envelope v1 (SPEC: EN)", () => {
  it("EN1 every event type has a sample that is accepted as it was written", () => {
    expect(Object.keys(BODIES).toSorted()).toEqual([...BODY_TYPES].toSorted());
    for (const type of BODY_TYPES) {
      const parsed = parseEnvelope(sealed(envelopeOf(BODIES[type])));
      expect(parsed, type).toMatchObject({ ok: true, envelope: { body: BODIES[type] } });
    }
  });

  it("EN2 the signed text is preserved to the character, whatever a reason or a chat says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 900 }), (text) => {
        const envelope = envelopeOf({ type: "message.sent", text });
        const parsed = parseEnvelope(sealed(envelope));
        expect(parsed.ok).toBe(true);
        if (!parsed.ok) return;
        expect(parsed.signedText).toBe(JSON.stringify(envelope));
        expect(parsed.signature).toBe(SIGNATURE);
      }),
      { numRuns: 300 },
    );
  });

  it("E1 one byte more than the limit is refused, and bytes are counted, not characters", () => {
    const filled = (character: string, bytes: number) => {
      const empty = sealed({ ...envelopeOf(body), pad: "" });
      const room = bytes - new TextEncoder().encode(empty).length;
      const each = new TextEncoder().encode(character).length;
      return sealed({ ...envelopeOf(body), pad: character.repeat(Math.floor(room / each)) + "x".repeat(room % each) });
    };
    for (const character of ["x", "ñ", "水", "🌊"]) {
      expect(parseEnvelope(filled(character, ENVELOPE_BYTES_MAX)), character).toMatchObject({ ok: false, rule: "E3" });
      expect(parseEnvelope(filled(character, ENVELOPE_BYTES_MAX + 1)), character).toMatchObject({
        ok: false,
        rule: "E1",
      });
    }
  });

  it("E2 without a signature at its end, or not JSON, a text is refused", () => {
    const text = sealed(envelopeOf(body));
    for (const bad of [
      "",
      "{}",
      text.slice(0, -1),
      `${text} `,
      text.replace(SIGNATURE, SIGNATURE.slice(1)),
      `x${text}`,
      text.slice(1),
    ])
      expect(parseEnvelope(bad), bad.slice(0, 40)).toMatchObject({ ok: false, rule: "E2" });
  });

  it("E2 one event has one spelling: a field twice, spaces or another number are refused", () => {
    const text = sealed(envelopeOf(BODIES["group.departed"]));
    const twice = text.replace('"headcount":7', '"headcount":900,"headcount":7');
    expect(twice).not.toBe(text);
    for (const bad of [
      twice,
      text.replace('"headcount":7', '"headcount": 7'),
      text.replace('"headcount":7', '"headcount":7e0'),
    ])
      expect(parseEnvelope(bad)).toMatchObject({ ok: false, rule: "E2" });
  });

  it("E3 an unknown field is refused with its path, at every depth", () => {
    const base = envelopeOf(body);
    const cases: [unknown, string][] = [
      [{ ...base, extra: 1 }, "extra"],
      [{ ...base, seen: { ...base.seen, extra: 1 } }, "seen.extra"],
      [{ ...base, body: { ...body, name: "x" } }, "body.name"],
      [{ ...base, body: { ...body, needs: { nationality: 1 } } }, "body.needs.nationality"],
      [{ ...base, body: { ...body, toString: 1 } }, "body.toString"],
    ];
    for (const [envelope, path] of cases) {
      const parsed = parseEnvelope(sealed(envelope));
      expect(parsed).toMatchObject({ ok: false, rule: "E3" });
      expect(parsed.ok ? "" : parsed.detail).toContain(`${path}:`);
    }
  });

  it("E3 an unknown type is refused at `body`, an unknown version or label too", () => {
    const base = envelopeOf(body);
    for (const type of ["group.vanished", "__proto__", "constructor", 7, null, undefined])
      expect(parseEnvelope(sealed({ ...base, body: { ...body, type } }))).toMatchObject({
        ok: false,
        rule: "E3",
        detail: "body: unknown event type",
      });
    expect(parseEnvelope(sealed({ ...base, v: 2 }))).toMatchObject({ rule: "E3" });
    expect(parseEnvelope(sealed({ ...base, label: "vado/envelope/2" }))).toMatchObject({ rule: "E3" });
  });

  it("E3 regression: names that a reader passes over in silence, and lists taken for empty objects, are refused", () => {
    const base = envelopeOf(body);
    const units = (text: string) => sealed(base).replace('"units":{"1":3,"4":1}', `"units":${text}`);
    for (const bad of [
      '{"1":3,"4":1,"constructor":9}',
      '{"1":3,"4":1,"__proto__":9}',
      '{"1":3,"4":1,"prototype":9}',
      "[]",
    ])
      expect(parseEnvelope(units(bad)), bad).toMatchObject({ ok: false, rule: "E3" });
    expect(parseEnvelope(sealed({ ...base, body: { ...body, needs: [] } }))).toMatchObject({ ok: false, rule: "E3" });
  });

  it("E3 regression: a device is never named by a word that all objects share", () => {
    for (const device of ["__proto__", "constructor", "toString", "hasOwnProperty"])
      expect(parseEnvelope(sealed({ ...envelopeOf(body), device }))).toMatchObject({ ok: false, rule: "E3" });
  });

  it("E3 every field of every event is needed or optional as declared, and of its own kind", () => {
    for (const type of BODY_TYPES) {
      const sample = BODIES[type] as Record<string, unknown>;
      for (const field of Object.keys(sample)) {
        const wrong = { ...sample, [field]: { nested: [Symbol.iterator.toString()] } };
        expect(parseEnvelope(sealed(envelopeOf(wrong as Body))), `${type}.${field}`).toMatchObject({
          ok: false,
          rule: "E3",
        });
      }
    }
  });

  it("EN3 parsing never throws: any text, any JSON, any bytes, any cut or changed envelope", () => {
    const honest = BODY_TYPES.map((type) => sealed(envelopeOf(BODIES[type])));
    const decoder = new TextDecoder();
    const damaged = fc
      .tuple(fc.constantFrom(...honest), fc.nat(400), fc.nat(5), fc.string({ unit: "binary", maxLength: 5 }))
      .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
    const any = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => decoder.decode(bytes)),
      fc.json().map((text) => `${text.slice(0, -1)},"signature":"${SIGNATURE}"}`),
      fc.anything().map((value) => sealed({ ...envelopeOf(body), body: value as Body })),
      damaged,
    );
    fc.assert(
      fc.property(any, (text) => {
        const parsed = parseEnvelope(text);
        if (!parsed.ok) expect(parsed.detail.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(parseEnvelope(sealed(envelopeOf(body)).replace('"units":{"1":3,"4":1}', `"units":${deep}`)).ok).toBe(false);
  });

  it("EN4 parsing a typical event takes microseconds", () => {
    const texts = [BODIES["slot.granted"], body, BODIES["group.departed"], BODIES.heartbeat].map((one) =>
      sealed(envelopeOf({ ...one, ...(one.type === "slot.granted" ? { grant: id(5) } : {}) } as Body)),
    );
    const rounds: number[] = [];
    for (let round = 0; round < 7; round++) {
      const start = performance.now();
      for (let i = 0; i < 4_000; i++) if (!parseEnvelope(texts[i & 3] as string).ok) throw new Error("refused");
      rounds.push(((performance.now() - start) * 1_000) / 4_000);
    }
    const best = Math.min(...rounds);
    console.log(`parseEnvelope: ${best.toFixed(1)} us (best of 7 rounds)`);
    // The aim is 10; the machine that tests is shared.
    expect(best).toBeLessThan(30);
  });
});
