import { defaultCryptoProvider } from "ts-mls/crypto/implementation/default/provider.js";
import { getCiphersuiteFromName } from "ts-mls/crypto/ciphersuite.js";
import { describe, expect, it } from "vitest";
import { mlsCipherOn } from "../src/mls/cipher.ts";
import { SUITES, type SuiteName } from "../src/suite/suites.ts";
import { bytes, corridor, text, type Device } from "./world.ts";
import { mlsCipher } from "../src/index.ts";

describe("C25 our ciphersuite and the library's own on WebCrypto understand each other", () => {
  it.each<SuiteName>(["x25519", "xwing"])(
    "C32 %s: founded, joined and talked on in every combination",
    async (name) => {
      const world = await corridor("interop", name);
      const theirs = mlsCipherOn(world, (name) =>
        defaultCryptoProvider.getCiphersuiteImpl(getCiphersuiteFromName(SUITES[name].mls)),
      );
      const ours = mlsCipher(world);
      const channel = world.channel();
      for (const founder of [ours, theirs]) {
        const group: (Device & { cipher: typeof ours })[] = [];
        const identity = await world.device("d0", "sending");
        const begun = await founder.found({ identity, channel });
        group.push({ identity, cipher: founder, state: begun.state, rows: new Map() });
        let groupInfo = begun.groupInfo;
        for (const [i, cipher] of [theirs, ours, theirs, ours].entries()) {
          const joiner = await world.device(`d${i + 1}`, "receiving");
          const joined = await cipher.join({
            identity: joiner,
            channel,
            groupInfo,
            ticket: await world.ticket(joiner),
          });
          for (const device of group) {
            const result = await device.cipher.receive(device.state, "commit", joined.frame);
            if (result.kind !== "commit") throw new Error(JSON.stringify(result));
            device.state = result.state;
          }
          group.push({ identity: joiner, cipher, state: joined.state, rows: new Map() });
          groupInfo = joined.groupInfo;
          expect(new Set(group.map((device) => device.cipher.epochAuthenticator(device.state))).size).toBe(1);
        }
        for (const from of group) {
          const sealed = await from.cipher.seal(from.state, bytes(`hello from ${from.identity.device}`), 256);
          from.state = sealed.state;
          for (const device of group.filter((other) => other !== from)) {
            const result = await device.cipher.receive(device.state, "message", sealed.frame);
            if (result.kind !== "message") throw new Error(JSON.stringify(result));
            expect(text(result.plaintext)).toBe(`hello from ${from.identity.device}`);
            device.state = result.state;
          }
        }
      }
    },
  );
});
