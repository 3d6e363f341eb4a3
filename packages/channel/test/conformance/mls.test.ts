import { nodeCrypto } from "@vado/host";
import type { CryptoPort } from "@vado/protocol";
import { afterAll, describe, expect, it } from "vitest";
import { ciphersuite } from "../../src/suite/ciphersuite.ts";
import { seededEntropy } from "../world.ts";
import { BASICS } from "./crypto-basics.ts";
import { PROTECTION } from "./message-protection.ts";
import { follow } from "./passive-client.ts";
import { browserCrypto } from "./providers.ts";
import { ABSENT, CryptoBasics, MessageProtection, PassiveClient, vectorsOf } from "./vectors.ts";

/**
 * The MLS working group's vectors for ciphersuite 1, through the library over our ciphersuite (C25). The group has none
 * for X-Wing. Every vector here passes: none had to be set aside for the library's sake.
 */
const basics = vectorsOf("crypto-basics", CryptoBasics);
const protection = vectorsOf("message-protection", MessageProtection);
const PASSIVE = {
  welcome: vectorsOf("passive-client-welcome", PassiveClient),
  "handling-commit": vectorsOf("passive-client-handling-commit", PassiveClient),
  random: vectorsOf("passive-client-random", PassiveClient),
};
/** Two hundred epochs, where the vectors are not trimmed, on primitives in another thread. */
const HISTORY_MS_MAX = 300_000;

function vectorsPass(crypto: CryptoPort): void {
  const suite = ciphersuite(crypto, seededEntropy("conformance"));
  it("C25 no file of vectors is without one of our suite", () => {
    for (const found of [basics, protection, ...Object.values(PASSIVE)]) expect(found).not.toEqual([]);
  });
  for (const name of Object.keys(BASICS) as (keyof typeof BASICS)[]) {
    it.skipIf(basics === null)(`C25 crypto-basics: ${name}${basics === null ? `: ${ABSENT}` : ""}`, async () => {
      for (const vector of basics ?? []) await BASICS[name](vector, suite);
    });
  }
  for (const name of Object.keys(PROTECTION) as (keyof typeof PROTECTION)[]) {
    const absent = protection === null;
    it.skipIf(absent)(`C25 message-protection: ${name}${absent ? `: ${ABSENT}` : ""}`, async () => {
      for (const vector of protection ?? []) await PROTECTION[name](vector, suite);
    });
  }
  for (const [name, vectors] of Object.entries(PASSIVE)) {
    if (vectors === null) it.skip(`C25 passive-client-${name}: ${ABSENT}`, () => {});
    for (const [i, vector] of vectors?.entries() ?? []) {
      const what = `C25 passive-client-${name} ${i + 1}: ${vector.epochs.length} epochs`;
      it(what, { timeout: HISTORY_MS_MAX }, () => follow(vector, suite));
    }
  }
}

describe("MLS vectors on Node's primitives", () => vectorsPass(nodeCrypto));

for (const curves of ["native", "fallback"] as const) {
  describe(`MLS vectors on the browser's primitives, ${curves} curves`, () => {
    const browser = browserCrypto(curves);
    afterAll(() => browser.end());
    vectorsPass(browser.crypto);
  });
}
