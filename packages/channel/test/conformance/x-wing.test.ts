import { afterAll, describe, expect, it } from "vitest";
import { mlsCipher, type MlsCipher } from "../../src/index.ts";
import { bytes, corridor, text, type Device } from "../world.ts";
import { browserCrypto } from "./providers.ts";

describe("C32 X-Wing on Node's primitives and on the browser's", () => {
  const browsers = (["native", "fallback"] as const).map(browserCrypto);
  afterAll(() => Promise.all(browsers.map((browser) => browser.end())));

  it("one group, a device on each, all in agreement and able to talk", async () => {
    const world = await corridor("three grounds", "xwing");
    const { entropy } = world;
    const ciphers = [world.crypto, ...browsers.map(({ crypto }) => crypto)].map((crypto) =>
      mlsCipher({ crypto, entropy }),
    );
    const channel = world.channel();
    const group: (Device & { readonly cipher: MlsCipher })[] = [];
    let groupInfo = new Uint8Array();
    for (const [i, cipher] of [...ciphers, ...ciphers].entries()) {
      const identity = await world.device(`d${i}`, i % 2 === 0 ? "sending" : "receiving");
      const input = { identity, channel, groupInfo, ticket: await world.ticket(identity) };
      const joined = await (i === 0 ? cipher.found(input) : cipher.join(input));
      for (const device of group) {
        const result = await device.cipher.receive(device.state, "commit", joined.frame);
        if (result.kind !== "commit") throw new Error(JSON.stringify(result));
        device.state = result.state;
      }
      group.push({ identity, cipher, state: joined.state, rows: new Map() });
      groupInfo = Uint8Array.from(joined.groupInfo);
      expect(new Set(group.map((device) => device.cipher.epochAuthenticator(device.state))).size).toBe(1);
    }
    for (const from of group) {
      const sealed = await from.cipher.seal(from.state, bytes(from.identity.device), 256);
      from.state = sealed.state;
      for (const device of group.filter((other) => other !== from)) {
        const result = await device.cipher.receive(device.state, "message", sealed.frame);
        if (result.kind !== "message") throw new Error(JSON.stringify(result));
        expect(text(result.plaintext)).toBe(from.identity.device);
        device.state = result.state;
      }
    }
  });
});
