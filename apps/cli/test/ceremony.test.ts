import { argon2Sync } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { openCharter, openRevocation } from "@vado/channel";
import { nodeCrypto } from "@vado/host";
import { AccountsFileSchema, DeskPapersSchema, parseWire } from "@vado/protocol";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { PLACES, at, certify, does, draft, newPost, secrets, vado, wholeCeremony, withRoot } from "./ceremony.ts";

/** The ceremony by its commands (apps/cli SPEC, VC). Roots open slowly, on purpose. */

beforeAll(wholeCeremony, 120_000);
afterEach(() => vi.useRealTimers());

const DAY_MS = 86_400_000;
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const digits = (out: string): string => /^Fingerprint {2}((?:\d{5} ){5}\d{5})$/m.exec(out)?.[1] ?? "";
let names = 0;
const fresh = (): string => at(`new-${names++}.json`);

describe("keys on disk", () => {
  it("VC1 secrets are in files of mode 0600, the root sealed; what travels has none of them", () => {
    for (const place of PLACES) {
      expect([mode(at(place, "root.json")), mode(at(`post-${place}`, "post.json"))]).toEqual(["600", "600"]);
      expect([mode(at(place)), mode(at(`post-${place}`))]).toEqual(["700", "700"]);
    }
    const travels = PLACES.flatMap((place) => [
      at(place, "agency.json"),
      at(`post-${place}`, "request.json"),
      at(`post-${place}`, "account.json"),
      ...["certificate", "stock", "both", "charter"].map((name) => at(`${name}-${place}.json`)),
    ]);
    for (const path of travels)
      for (const secret of secrets()) expect(readFileSync(path, "utf8")).not.toContain(secret);
  });

  it("VC2 a root opens with its passphrase only, and not when anything of its file was changed", async () => {
    const sealed = readFileSync(at("sur", "root.json"), "utf8");
    const sign = (root: string, pass: string) =>
      vado("charter", "sign", at("draft.json"), "--root", root, "--passphrase-file", pass, "--yes", "--out", fresh());
    writeFileSync(at("wrong.pass"), "another passphrase\n", { mode: 0o600 });
    expect((await sign(at("sur", "root.json"), at("wrong.pass"))).refused).toMatch(/does not open/);
    const changes: readonly (readonly [string | RegExp, string])[] = [
      [/"passes":3/, '"passes":2'],
      [/"salt":"...../, '"salt":"_____'],
      [/"sealed":"...../, '"sealed":"_____'],
    ];
    for (const [from, to] of changes) {
      const path = fresh();
      writeFileSync(path, sealed.replace(from, to), { mode: 0o600 });
      const { refused } = await sign(path, at("sur.pass"));
      expect(refused).toMatch(/does not open|damaged/);
    }
    for (const [from, to] of [
      ["131072", "999999999"],
      ["argon2id", "argon2i"],
      ["rio-sur", "rio sur"],
      ["{", "[{"],
    ] as const) {
      const path = fresh();
      writeFileSync(path, sealed.replace(from, to), { mode: 0o600 });
      expect((await sign(path, at("sur.pass"))).refused).toMatch(/not an agency's root key, or it is damaged/);
    }
  }, 90_000);

  it("VC2 Argon2id is that of RFC 9106 §5.3", () => {
    const made = argon2Sync("argon2id", {
      message: Buffer.alloc(32, 1),
      nonce: Buffer.alloc(16, 2),
      secret: Buffer.alloc(8, 3),
      associatedData: Buffer.alloc(12, 4),
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(made.toString("hex")).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  });

  it("VC3 a passphrase is long enough, comes from a file nobody else reads, and can be changed", async () => {
    writeFileSync(at("short.pass"), "elevenchars\n", { mode: 0o600 });
    writeFileSync(at("open.pass"), "long enough for all\n", { mode: 0o644 });
    const make = (...flags: string[]) => vado("agency", "new", "rio-x", "--out", at("rio-x"), ...flags);
    expect((await make("--passphrase-file", at("short.pass"))).refused).toMatch(/at least 12 characters/);
    expect((await make("--passphrase-file", at("open.pass"))).refused).toMatch(/chmod 600/);
    expect((await make("--passphrase-file", at("none"))).refused).toMatch(/can't be read/);
    expect((await make("--passphrase-fd", "99")).refused).toMatch(/descriptor/);
    expect((await make("--passphrase-fd", "9", "--passphrase-file", at("sur.pass"))).refused).toMatch(/not both/);
    expect((await make()).refused).toMatch(/no terminal/);
    expect((await make("--passphrase", "on the command line")).refused).toMatch(/unknown option/);
    expect(existsSync(at("rio-x"))).toBe(false);
    await does("agency", "new", "rio-x", "--out", at("rio-x"), "--passphrase-file", at("sur.pass"));
    const root = at("rio-x", "root.json");
    writeFileSync(at("next.pass"), "the next long passphrase", { mode: 0o600 });
    await does(
      "agency",
      "passphrase",
      "--root",
      root,
      "--passphrase-file",
      at("sur.pass"),
      "--new-passphrase-file",
      at("next.pass"),
    );
    expect(mode(root)).toBe("600");
    const again = await vado("agency", "passphrase", "--root", root, "--passphrase-file", at("sur.pass"));
    expect(again.refused).toMatch(/does not open/);
  }, 90_000);
});

describe("what is made", () => {
  it("VC4 the same thirty digits on both sides: of a root, a charter, an issuing key, a stock", async () => {
    const card = digits(await does("agency", "show", at("sur", "agency.json")));
    expect(card).not.toBe("");
    expect(digits(await does("agency", "show", at("sur", "root.json"), "--qr"))).toBe(card);
    expect(digits(await does("agency", "show", at("norte", "agency.json")))).not.toBe(card);
    const said = new Set<string>();
    for (const name of ["draft.json", "charter-sur.json", "charter.json"])
      said.add(digits(await does("charter", "show", at(name))));
    expect(said.size).toBe(1);
    const words = await does("charter", "check", at("charter.json"), "--agency", at("sur", "agency.json"));
    expect(words).toContain(`root ${card}`);
    expect(words).toContain("puente: people leave from rio-sur and arrive at rio-norte");
  });

  it("VC5 desks and relay start from what comes out: charter, account, outer keys, tickets, one founder", async () => {
    for (const place of PLACES) await does("post", "take", at(`post-${place}`), at(`both-${place}.json`));
    const accounts = PLACES.map((place) => at(`post-${place}`, "account.json"));
    await does("papers", "relay", ...accounts, "--out", at("relay", "accounts.json"));
    const read = parseWire(AccountsFileSchema, readFileSync(at("relay", "accounts.json"), "utf8"));
    const papers = [];
    for (const place of PLACES) {
      const out = at(`desk-${place}`, "papers.json");
      await does(
        "papers",
        "desk",
        "--post",
        at(`post-${place}`),
        "--relay",
        "http://127.0.0.1:7210",
        "--timezone",
        "America/Matamoros",
        "--out",
        out,
      );
      expect(mode(out)).toBe("600");
      papers.push(parseWire(DeskPapersSchema, readFileSync(out, "utf8")));
    }
    const [sur, norte] = papers.map((one) => one?.links[0]);
    expect(sur?.channels).toEqual(norte?.channels);
    expect(sur?.channels.ops.outerKey).not.toBe(sur?.channels.record.outerKey);
    expect([sur?.archive.founding, norte?.archive.founding]).toEqual(["founder", "cofounder"]);
    expect([sur?.tickets.length, norte?.tickets.length]).toEqual([4, 4]);
    expect(read?.accounts.map(({ id }) => id)).toEqual(papers.map((one) => one?.account.id));
    const charter = await openCharter(nodeCrypto, Buffer.from(papers[0]?.charter ?? "", "base64url"));
    expect(papers.map((one) => one?.charterId)).toEqual([charter.id, charter.id]);
    // Tickets are in one place only.
    expect(await does("post", "show", at("post-sur"))).toContain("tickets      0,");
    const again = await vado("papers", "desk", "--post", at("post-sur"), "--relay", "http://x", "--out", fresh());
    expect(again.refused).toMatch(/has 0 countersigned tickets/);
  });

  it("VC6 a renewed issuing key and more tickets come into papers that are there", async () => {
    await does("post", "renew", at("post-sur"));
    expect(await does("post", "show", at("post-sur"))).toContain("a new key waits for the root");
    const certificate = fresh();
    await certify("sur", at("post-sur"), certificate);
    await does("post", "take", at("post-sur"), certificate);
    const [stock, both] = [fresh(), fresh()];
    await does("ticket", "stock", at("post-sur"), "--shift", "second", "--count", "6", "--out", stock);
    await does("ticket", "countersign", at("post-norte"), stock, "--yes", "--out", both);
    await does("post", "take", at("post-sur"), both);
    const path = at("desk-sur", "papers.json");
    const before = parseWire(DeskPapersSchema, readFileSync(path, "utf8"))?.links[0];
    await does("papers", "renew", "--post", at("post-sur"), "--papers", path, "--new-archive");
    const after = parseWire(DeskPapersSchema, readFileSync(path, "utf8"))?.links[0];
    expect(after?.tickets).toHaveLength((before?.tickets.length ?? 0) + 4);
    expect(after?.issuer).not.toEqual(before?.issuer);
    expect(after?.archive).toMatchObject({ founding: null });
    expect(after?.archive.device).not.toBe(before?.archive.device);
    expect(after?.channels).toEqual(before?.channels);
    // A certificate alone.
    await does("papers", "renew", "--post", at("post-sur"), "--papers", path);
    expect(parseWire(DeskPapersSchema, readFileSync(path, "utf8"))?.links[0]?.archive).toEqual(after?.archive);
  }, 90_000);

  it("VC7 a desk that is lost gets the outer key again from the other side", async () => {
    await newPost("sur", at("post-sur-2"), "--join");
    const [certificate, stock, both] = [fresh(), fresh(), fresh()];
    await certify("sur", at("post-sur-2"), certificate);
    await does("post", "take", at("post-sur-2"), certificate);
    await does("ticket", "stock", at("post-sur-2"), "--shift", "third", "--count", "4", "--out", stock);
    await does("ticket", "countersign", at("post-norte"), stock, "--yes", "--out", both);
    await does("post", "take", at("post-sur-2"), both);
    const out = fresh();
    await does(
      "papers",
      "desk",
      "--post",
      at("post-sur-2"),
      "--relay",
      "http://127.0.0.1:7210",
      "--join",
      "--out",
      out,
    );
    const first = parseWire(DeskPapersSchema, readFileSync(at("desk-sur", "papers.json"), "utf8"))?.links[0];
    const second = parseWire(DeskPapersSchema, readFileSync(out, "utf8"))?.links[0];
    expect(second?.channels).toEqual(first?.channels);
    expect(second?.archive.founding).toBeNull();
    // One that was founded twice has two keys, and says so.
    await newPost("sur", at("post-sur-3"));
    await does(
      "agency",
      "certify",
      at("post-sur-3", "request.json"),
      "--charter",
      at("charter.json"),
      ...withRoot("sur"),
      "--out",
      at("c3.json"),
    );
    await does("post", "take", at("post-sur-3"), at("c3.json"));
    await does("ticket", "stock", at("post-sur-3"), "--shift", "third", "--count", "4", "--out", at("s3.json"));
    await does("ticket", "countersign", at("post-norte"), at("s3.json"), "--yes", "--out", at("b3.json"));
    expect((await vado("post", "take", at("post-sur-3"), at("b3.json"))).refused).toMatch(/--join/);
  }, 90_000);
});

describe("what a root takes back", () => {
  it("VC14 a device by name and key, or an issuing key by its certificate, of its own agency only", async () => {
    const charter = await openCharter(nodeCrypto, readFileSync(at("charter.json")));
    const revoke = (...args: string[]) =>
      vado("agency", "revoke", "--charter", at("charter.json"), ...withRoot("sur"), ...args);
    const key = Buffer.alloc(32, 7).toString("base64url");
    const device = ["--device", "puente.sending.duty.0a0b0c0d", "--key", key];
    const [one, all] = [fresh(), fresh()];
    expect((await revoke("--link", "puente", ...device, "--out", one)).refused).toBeNull();
    expect(await openRevocation(nodeCrypto, charter, readFileSync(one))).toMatchObject({
      agency: "rio-sur",
      what: { kind: "device", device: "puente.sending.duty.0a0b0c0d" },
    });
    expect((await revoke("--certificate", at("certificate-sur.json"), "--out", all)).refused).toBeNull();
    expect((await openRevocation(nodeCrypto, charter, readFileSync(all))).what.kind).toBe("issuing-key");
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/only its own root/, "--certificate", at("certificate-norte.json")],
      [/Name --link, --device and --key/, "--link", "puente", "--device", "d"],
      [/Name --link, --device and --key/, "--link", "puente", "--device", "no name", "--key", key],
      [/Name --link, --device and --key/, ...device],
      [/no link ponte/, "--link", "ponte", ...device],
    ];
    for (const [sentence, ...args] of wrong)
      expect((await revoke(...args, "--out", fresh())).refused).toMatch(sentence);
  });
});

describe("the wrong thing", () => {
  it("VC8 a wrong file is named, and nothing is written over", async () => {
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/is an agency's card; this step takes a charter/, "charter", "show", at("sur", "agency.json")],
      [/is an agency's sealed root key; this step takes a charter/, "charter", "show", at("sur", "root.json")],
      [/is the secrets of a desk's post; this step takes/, "post", "take", at("post-sur"), at("post-sur", "post.json")],
      [/can't be read/, "charter", "show", at("nothing.json")],
      [/damaged, or no paper of Vado/, "charter", "show", at("sur.pass")],
      [/no plain file/, "charter", "show", at("sur")],
      [/is there already/, "charter", "join", at("charter-sur.json"), "--out", at("charter.json")],
      [/is there already/, "agency", "new", "rio-sur", "--out", at("sur"), "--passphrase-file", at("sur.pass")],
      [
        /is an agency's card; this step takes an agency's sealed root key/,
        "charter",
        "sign",
        at("draft.json"),
        "--root",
        at("sur", "agency.json"),
        "--yes",
        "--out",
        fresh(),
      ],
      [/up to 64 letters/, "agency", "new", "río", "--out", at("r"), "--passphrase-file", at("sur.pass")],
      [
        /three capital letters/,
        "post",
        "new",
        at("p"),
        "--charter",
        at("charter.json"),
        "--link",
        "puente",
        "--side",
        "sending",
        "--from",
        "sur",
        "--to",
        "NOR Norte",
      ],
      [
        /no link ponte/,
        "post",
        "new",
        at("p"),
        "--charter",
        at("charter.json"),
        "--link",
        "ponte",
        "--side",
        "sending",
        "--from",
        "SUR S",
        "--to",
        "NOR N",
      ],
      [
        /sending or receiving/,
        "post",
        "new",
        at("p"),
        "--charter",
        at("charter.json"),
        "--link",
        "puente",
        "--side",
        "left",
        "--from",
        "SUR S",
        "--to",
        "NOR N",
      ],
      [
        /takes id=sending-agency/,
        "charter",
        "draft",
        "--corridor",
        "x",
        "--agency",
        at("sur", "agency.json"),
        "--link",
        "puente",
        "--out",
        fresh(),
      ],
      [
        /don't go together: rio-norte has no root key/,
        "charter",
        "draft",
        "--corridor",
        "x",
        "--agency",
        at("sur", "agency.json"),
        "--link",
        "puente=rio-sur:rio-norte",
        "--out",
        fresh(),
      ],
      [
        /--post-quantum names ponte/,
        "charter",
        "draft",
        "--corridor",
        "x",
        "--agency",
        at("sur", "agency.json"),
        "--link",
        "p=rio-sur:rio-sur",
        "--post-quantum",
        "ponte",
        "--out",
        fresh(),
      ],
      [/letters, digits, dots/, "ticket", "stock", at("post-sur"), "--shift", "ñ ñ", "--out", fresh()],
      [/from 1 to 256/, "ticket", "stock", at("post-sur"), "--shift", "s", "--count", "257", "--out", fresh()],
      [
        /IANA/,
        "papers",
        "desk",
        "--post",
        at("post-norte"),
        "--relay",
        "http://127.0.0.1:1",
        "--timezone",
        "Nowhere",
        "--out",
        fresh(),
      ],
    ];
    const charter = readFileSync(at("charter.json"));
    for (const [sentence, ...args] of wrong) expect((await vado(...args)).refused).toMatch(sentence);
    expect(readFileSync(at("charter.json"))).toEqual(charter);
  }, 90_000);

  it("VC9 the wrong order and the wrong side are told, with what to do", async () => {
    const half = await vado(
      "post",
      "new",
      at("p"),
      "--charter",
      at("charter-sur.json"),
      "--link",
      "puente",
      "--side",
      "sending",
      "--from",
      "SUR S",
      "--to",
      "NOR N",
    );
    expect(half.refused).toMatch(/not signed by every agency.*vado charter show/);
    await newPost("sur", at("post-early"));
    const early = await vado("ticket", "stock", at("post-early"), "--shift", "s", "--out", fresh());
    expect(early.refused).toMatch(/no certificate yet: carry .*request\.json/);
    const cases: readonly (readonly [RegExp, ...string[]])[] = [
      [/for another key/, "post", "take", at("post-early"), at("certificate-sur.json")],
      [/for another key/, "post", "take", at("post-sur"), at("certificate-norte.json")],
      [/lacks the other side's signature/, "post", "take", at("post-norte"), at("stock-norte.json")],
      [/stock of the other side: countersign/, "post", "take", at("post-norte"), at("stock-sur.json")],
      [
        /own side; the other side's desk/,
        "ticket",
        "countersign",
        at("post-sur"),
        at("stock-sur.json"),
        "--yes",
        "--out",
        fresh(),
      ],
      [
        /countersigned already/,
        "ticket",
        "countersign",
        at("post-norte"),
        at("both-sur.json"),
        "--yes",
        "--out",
        fresh(),
      ],
      [/has signed .* already/, "charter", "sign", at("charter.json"), ...withRoot("sur"), "--out", fresh()],
      [
        /is of rio-norte; your root is that of rio-sur/,
        "agency",
        "certify",
        at("post-norte", "request.json"),
        "--charter",
        at("charter.json"),
        ...withRoot("sur"),
        "--out",
        fresh(),
      ],
      [/add --yes/, "ticket", "countersign", at("post-norte"), at("stock-sur.json"), "--out", fresh()],
    ];
    for (const [sentence, ...args] of cases) expect((await vado(...args)).refused).toMatch(sentence);
  });

  it("VC10 papers of another charter are told from one's own", async () => {
    await draft(at("other-draft.json"), "--post-quantum", "puente");
    await does("charter", "sign", at("other-draft.json"), ...withRoot("sur"), "--out", at("other-half.json"));
    await does("charter", "sign", at("other-half.json"), ...withRoot("norte"), "--out", at("other.json"));
    await does("agency", "new", "rio-sur", "--out", at("other-sur"), "--passphrase-file", at("sur.pass"));
    const foreign: readonly (readonly [RegExp, ...string[]])[] = [
      [/another charter than/, "charter", "join", at("charter-sur.json"), at("other-half.json"), "--out", fresh()],
      [
        /for another charter than/,
        "agency",
        "certify",
        at("post-sur", "request.json"),
        "--charter",
        at("other.json"),
        ...withRoot("sur"),
        "--out",
        fresh(),
      ],
      [
        /names another root key for rio-sur/,
        "charter",
        "sign",
        at("draft.json"),
        "--root",
        at("other-sur", "root.json"),
        "--passphrase-file",
        at("sur.pass"),
        "--yes",
        "--out",
        fresh(),
      ],
      [
        /does not name the root key/,
        "charter",
        "check",
        at("charter.json"),
        "--agency",
        at("other-sur", "agency.json"),
      ],
      [
        /no agency of the charter/,
        "charter",
        "sign",
        at("draft.json"),
        "--root",
        at("rio-x", "root.json"),
        "--yes",
        "--out",
        fresh(),
      ],
    ];
    for (const [sentence, ...args] of foreign) expect((await vado(...args)).refused).toMatch(sentence);
    expect(await does("charter", "show", at("other.json"))).toContain("post-quantum");
  }, 90_000);

  it("VC11 what is over is told: an issuing key after its days, and a clock that is behind it", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31 * DAY_MS });
    expect((await vado("ticket", "stock", at("post-norte"), "--shift", "s", "--out", fresh())).refused).toMatch(
      /ended on .*vado post renew/,
    );
    expect((await vado("post", "show", at("post-norte"))).out).toContain("over since");
    vi.setSystemTime(Date.now() - 62 * DAY_MS);
    expect((await vado("ticket", "stock", at("post-norte"), "--shift", "s", "--out", fresh())).refused).toMatch(
      /clock right/,
    );
  });

  it("VC12 damaged files of every kind are refused in one sentence without a secret, and never taken", async () => {
    const hidden = secrets();
    const readers: readonly (readonly [string, (file: string) => string[]])[] = [
      [at("sur", "agency.json"), (file) => ["agency", "show", file]],
      [at("charter.json"), (file) => ["charter", "check", file]],
      [at("charter-sur.json"), (file) => ["charter", "sign", file, ...withRoot("norte"), "--out", fresh()]],
      [
        at("post-norte", "request.json"),
        (file) => ["agency", "certify", file, "--charter", at("charter.json"), ...withRoot("norte"), "--out", fresh()],
      ],
      [at("certificate-norte.json"), (file) => ["post", "take", at("post-norte"), file]],
      [at("stock-sur.json"), (file) => ["ticket", "countersign", at("post-norte"), file, "--yes", "--out", fresh()]],
      [at("both-norte.json"), (file) => ["post", "take", at("post-norte"), file]],
    ];
    const before = readFileSync(at("post-norte", "post.json"), "utf8");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...readers), damage, async ([path, command], change) => {
        const good = readFileSync(path);
        const bad = change(good);
        fc.pre(!bad.equals(good));
        const file = fresh();
        writeFileSync(file, bad);
        const { out, refused } = await vado(...command(file));
        expect(refused).not.toBeNull();
        expect(refused).not.toContain("\n");
        for (const secret of hidden) expect(`${out}${refused}`).not.toContain(secret);
      }),
      { numRuns: 150 },
    );
    expect(readFileSync(at("post-norte", "post.json"), "utf8")).toBe(before);
  }, 90_000);

  it("VC13 a damaged post or damaged desk papers say so, and quote nothing of themselves", async () => {
    const hidden = secrets();
    await fc.assert(
      fc.asyncProperty(fc.boolean(), damage, async (post, change) => {
        const path = post ? at("post-norte", "post.json") : at("desk-norte", "papers.json");
        const good = readFileSync(path);
        writeFileSync(path, change(good));
        try {
          const { out, refused } = await vado(
            ...(post
              ? ["post", "show", at("post-norte")]
              : ["papers", "renew", "--post", at("post-norte"), "--papers", path]),
          );
          expect(refused ?? "").not.toContain("\n");
          for (const secret of hidden) expect(`${out}${refused}`).not.toContain(secret);
        } finally {
          writeFileSync(path, good);
        }
      }),
      { numRuns: 100 },
    );
  }, 90_000);
});

/** Bits turned, an end cut off, something put in, a field doubled, another kind of file. */
const damage = fc.oneof(
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([where, by]) => (good: Buffer) => {
    const bad = Buffer.from(good);
    const i = where % bad.length;
    bad[i] = (bad[i] as number) ^ by;
    return bad;
  }),
  fc.nat().map((where) => (good: Buffer) => good.subarray(0, where % good.length)),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([where, more]) => (good: Buffer) => {
    const i = where % good.length;
    return Buffer.concat([good.subarray(0, i), more, good.subarray(i)]);
  }),
  fc
    .constantFrom("", " ", "null", "[]", "{}", '"text"', '{"label":"vado/charter/1"}')
    .map((text) => () => Buffer.from(text)),
  fc.constant((good: Buffer) => Buffer.from(good.toString("utf8").replace("{", '{"label":"vado/post/1",'))),
  fc.constant((good: Buffer) => Buffer.from(`${good.toString("utf8")}\n`)),
);
