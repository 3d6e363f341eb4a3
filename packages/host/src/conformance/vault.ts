import type { Vault } from "@vado/protocol";

/** A test framework's `test`. */
type Test = (name: string, body: () => Promise<void>) => void;

/** A vault under test. `reopen` gives the same data again, as after a restart; without it, durability is not tested. */
export interface VaultUnderTest {
  readonly vault: Vault;
  readonly reopen?: () => Promise<Vault>;
  end(): Promise<void>;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function equal(actual: unknown, wanted: unknown, what: string): void {
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) =>
      inner instanceof Uint8Array ? [...inner] : inner === undefined ? "nothing" : inner,
    ) ?? "nothing";
  if (plain(actual) !== plain(wanted)) throw new Error(`${what}: got ${plain(actual)}, wanted ${plain(wanted)}`);
}

/** What every `Vault` must do. An adapter is done when this passes on it. */
export function vaultConformance(test: Test, open: () => Promise<VaultUnderTest>): void {
  const rule = (name: string, body: (under: VaultUnderTest) => Promise<void>): void =>
    test(name, async () => {
      const under = await open();
      try {
        await body(under);
      } finally {
        await under.end();
      }
    });

  rule("V1 a value written is read back, and a key never written is nothing", async ({ vault }) => {
    await vault.write([{ key: "a", value: bytes(1, 2, 3) }]);
    equal(await vault.get("a"), bytes(1, 2, 3), "value");
    equal(await vault.get("b"), undefined, "missing value");
  });

  rule("V2 a batch writes, replaces and removes together; the last row of a key wins", async ({ vault }) => {
    await vault.write([
      { key: "a", value: bytes(1) },
      { key: "b", value: bytes(2) },
    ]);
    await vault.write([
      { key: "a", value: bytes(9) },
      { key: "b", value: null },
      { key: "c", value: bytes(3) },
      { key: "c", value: bytes(4) },
    ]);
    equal(
      await vault.list(""),
      [
        { key: "a", value: bytes(9) },
        { key: "c", value: bytes(4) },
      ],
      "rows",
    );
  });

  rule("V3 a list has exactly the prefix, ascending by UTF-8 bytes", async ({ vault }) => {
    const keys = ["log/2", "log/10", "log/", "logs", "lo", "log/é", "log/\u{1f6a6}", "log/\uffee"];
    await vault.write(keys.map((key) => ({ key, value: bytes(0) })));
    const found = (await vault.list("log/")).map(({ key }) => key);
    equal(found, ["log/", "log/10", "log/2", "log/é", "log/\uffee", "log/\u{1f6a6}"], "order");
  });

  rule("V4 a prefix is taken literally", async ({ vault }) => {
    await vault.write([
      { key: "a%b", value: bytes(1) },
      { key: "axb", value: bytes(2) },
      { key: "a_b", value: bytes(3) },
    ]);
    equal(
      (await vault.list("a%")).map(({ key }) => key),
      ["a%b"],
      "percent",
    );
    equal(
      (await vault.list("a_")).map(({ key }) => key),
      ["a_b"],
      "underscore",
    );
  });

  rule("V5 bytes are copied: changing them afterwards changes nothing", async ({ vault }) => {
    const value = bytes(1, 2);
    await vault.write([{ key: "a", value }]);
    value[0] = 7;
    const got = await vault.get("a");
    if (got !== undefined) got[1] = 7;
    equal(await vault.get("a"), bytes(1, 2), "value");
  });

  rule("V6 an empty value is a value, an empty batch is fine, and large values fit", async ({ vault }) => {
    await vault.write([]);
    await vault.write([
      { key: "empty", value: bytes() },
      { key: "large", value: new Uint8Array(1_000_000).fill(5) },
    ]);
    equal(await vault.get("empty"), bytes(), "empty value");
    equal((await vault.get("large"))?.length, 1_000_000, "large value");
  });

  rule("V7 what was written is there after a restart", async ({ vault, reopen }) => {
    await vault.write([{ key: "a", value: bytes(1) }]);
    if (reopen !== undefined) equal(await (await reopen()).get("a"), bytes(1), "value after a restart");
  });
}
