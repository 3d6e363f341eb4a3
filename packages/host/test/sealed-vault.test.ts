import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  chmodSync,
  copyFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, it, test } from "vitest";
import {
  VaultKey,
  openSealedText,
  passphraseFrom,
  sealFile,
  sqliteVault,
  vaultConformance,
  vaultKeyFrom,
} from "@vado/host";

/** A vault under a key: the suite of every vault, and what a thief, a copyist and a careless operator meet. */

const folder = mkdtempSync(join(tmpdir(), "vado-sealed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fresh = (name = "vault.db"): string => join(mkdtempSync(join(folder, String(files++))), name);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const SECRETS = ["K7Q2MX", "twelve people with a stretcher", "ed25519-private-key-bytes"];

vaultConformance(
  (rule, body) => test(`sealed SQLite vault: ${rule}`, body),
  async () => {
    const path = fresh();
    const key = VaultKey.fresh();
    let vault = sqliteVault(path, { key });
    return {
      vault,
      reopen: async () => {
        vault.close();
        return (vault = sqliteVault(path, { key }));
      },
      end: async () => vault.close(),
    };
  },
);

/** Every file of a vault, as a thief reads it. */
const raw = (path: string): string =>
  readdirSync(join(path, ".."))
    .map((name) => readFileSync(join(path, "..", name)).toString("latin1"))
    .join("\n");

const secretRows = () => SECRETS.map((secret, i) => ({ key: `row/${i}`, value: text(secret.repeat(50)) }));

describe("sealed vault", () => {
  it("VS1 the files hold nothing of what is in it, while it is open and after", async () => {
    const path = fresh();
    const vault = sqliteVault(path, { key: VaultKey.fresh() });
    await vault.write(secretRows());
    await vault.write([{ key: "row/0", value: null }]);
    expect(readdirSync(join(path, ".."))).toContain("vault.db-wal");
    const during = raw(path);
    vault.close();
    for (const seen of [during, raw(path)]) for (const secret of SECRETS) expect(seen).not.toContain(secret);
    expect(during).toContain("row/1");
  });

  it("VS2 another key opens nothing and says so; a sealed vault is not opened without one", () => {
    const path = fresh();
    sqliteVault(path, { key: VaultKey.fresh() }).close();
    expect(() => sqliteVault(path, { key: VaultKey.fresh() })).toThrow("sealed with another key");
    expect(() => sqliteVault(path)).toThrow("is sealed");
  });

  /** A vault with history, and hands in its file. */
  async function meddled(meddle: (database: DatabaseSync) => void): Promise<() => void> {
    const path = fresh();
    const key = VaultKey.fresh();
    const vault = sqliteVault(path, { key });
    await vault.write([
      { key: "a", value: text("one") },
      { key: "b", value: text("one") },
    ]);
    vault.close();
    const database = new DatabaseSync(path);
    meddle(database);
    database.close();
    return () => sqliteVault(path, { key }).close();
  }

  it("VS3 rows that were swapped, removed, changed or doubled are found out", async () => {
    expect(await meddled(() => {})).not.toThrow();
    for (const sql of [
      "UPDATE rows SET key = CASE key WHEN 'a' THEN 'b ' ELSE 'a ' END; UPDATE rows SET key = trim(key)",
      "DELETE FROM rows WHERE key = 'a'",
      "INSERT INTO rows (key, value) SELECT 'c', value FROM rows WHERE key = 'a'",
      "UPDATE rows SET value = zeroblob(40) WHERE key = 'a'",
      "DELETE FROM rows",
    ])
      expect(await meddled((database) => database.exec(sql)), sql).toThrow("changed by something else");
  });

  it("VS3 sealed bytes that were changed behind an honest tag are not read", async () => {
    const path = fresh();
    const key = VaultKey.fresh();
    const first = sqliteVault(path, { key });
    await first.write([{ key: "a", value: text("one") }]);
    first.close();
    const database = new DatabaseSync(path);
    database.exec("UPDATE rows SET value = CAST(substr(value, 1, 28) || x'000000' AS BLOB)");
    database.close();
    const vault = sqliteVault(path, { key });
    await expect(vault.get("a")).rejects.toThrow("changed by something else");
    await expect(vault.list("")).rejects.toThrow("changed by something else");
    vault.close();
  });

  it("VS4 one row put back to what it was is found out at the next opening", async () => {
    const path = fresh();
    const key = VaultKey.fresh();
    const vault = sqliteVault(path, { key });
    await vault.write([{ key: "sent", value: text("1") }]);
    vault.close();
    copyFileSync(path, `${path}.old`);
    const again = sqliteVault(path, { key });
    await again.write([{ key: "sent", value: text("2") }]);
    again.close();
    const database = new DatabaseSync(path);
    database.exec(`ATTACH '${path}.old' AS old;
      UPDATE rows SET value = (SELECT value FROM old.rows AS o WHERE o.key = rows.key)`);
    database.close();
    expect(() => sqliteVault(path, { key })).toThrow("partly an old copy");
  });

  it("VS5 rows of another vault under the same key are nothing here", async () => {
    const key = VaultKey.fresh();
    const [here, there] = [fresh(), fresh()];
    for (const path of [here, there]) {
      const vault = sqliteVault(path, { key });
      await vault.write([{ key: "a", value: text(path) }]);
      vault.close();
    }
    const database = new DatabaseSync(here);
    database.exec(`ATTACH '${there}' AS other; UPDATE seal SET tally = (SELECT tally FROM other.seal);
      UPDATE rows SET value = (SELECT value FROM other.rows)`);
    database.close();
    expect(() => sqliteVault(here, { key })).toThrow();
  });

  it("VS6 an unsealed vault is refused, and sealed when that is asked: nothing of it stays in the files", async () => {
    const path = fresh();
    const key = VaultKey.fresh();
    const plain = sqliteVault(path);
    await plain.write(secretRows());
    await plain.write([{ key: "row/0", value: text("short") }]);
    plain.close();
    expect(raw(path)).toContain(SECRETS[1]);
    expect(() => sqliteVault(path, { key })).toThrow("--seal");
    const sealed = sqliteVault(path, { key, sealPlain: true });
    for (const secret of SECRETS) expect(raw(path)).not.toContain(secret);
    expect(await sealed.list("row/")).toEqual([{ key: "row/0", value: text("short") }, ...secretRows().slice(1)]);
    sealed.close();
    const again = sqliteVault(path, { key });
    expect(await again.get("row/0")).toEqual(text("short"));
    again.close();
  });

  it("VS7 a batch that fails leaves rows and their tally as they were", async () => {
    const path = fresh();
    const key = VaultKey.fresh();
    const vault = sqliteVault(path, { key });
    await vault.write([{ key: "a", value: text("one") }]);
    const bad = { key: "b", value: 7 as unknown as Uint8Array };
    await expect(vault.write([{ key: "a", value: text("two") }, bad])).rejects.toThrow();
    expect(await vault.get("a")).toEqual(text("one"));
    await vault.write([{ key: "a", value: text("three") }]);
    vault.close();
    const again = sqliteVault(path, { key });
    expect(await again.list("")).toEqual([{ key: "a", value: text("three") }]);
    again.close();
  });
});

describe("the key", () => {
  it("VS8 is made once, readable by its owner only, and refused when others can read it", () => {
    const file = fresh("desk.key");
    const made = vaultKeyFrom({ file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const place = new Uint8Array();
    const sealed = made.derive("x", place).seal("p", text("hello"));
    expect(vaultKeyFrom({ file }).derive("x", place).open("p", sealed)).toEqual(text("hello"));
    for (const mode of [0o640, 0o604]) {
      chmodSync(file, mode);
      expect(() => vaultKeyFrom({ file })).toThrow("chmod 600");
    }
    chmodSync(file, 0o600);
    writeFileSync(file, "rubbish");
    expect(() => vaultKeyFrom({ file })).toThrow("not a key");
    expect(() => vaultKeyFrom({ file: `${file}-none`, make: false })).toThrow("no key");
  });

  it("VS9 a systemd credential goes before the file", () => {
    const credentials = mkdtempSync(join(folder, "cred"));
    vaultKeyFrom({ file: join(credentials, "vado-key") });
    const file = fresh("desk.key");
    const sealed = vaultKeyFrom({ file, credentials }).derive("x", new Uint8Array()).seal("p", text("hello"));
    expect(() => statSync(file)).toThrow();
    const read = vaultKeyFrom({ file: join(credentials, "vado-key") });
    expect(read.derive("x", new Uint8Array()).open("p", sealed)).toEqual(text("hello"));
  });

  it("VS10 under a passphrase: only that opens it, and the file says how it is stretched", () => {
    const file = fresh("desk.key");
    const passphrase = "a ford is a place to cross";
    expect(() => vaultKeyFrom({ file, passphrase: "elevenchars" })).toThrow("12 characters");
    const sealed = vaultKeyFrom({ file, passphrase }).derive("x", new Uint8Array()).seal("p", text("hello"));
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ kdf: "argon2id", memory: 65_536, passes: 3 });
    expect(vaultKeyFrom({ file, passphrase }).derive("x", new Uint8Array()).open("p", sealed)).toEqual(text("hello"));
    expect(() => vaultKeyFrom({ file, passphrase: `${passphrase}!` })).toThrow("not the passphrase");
    expect(() => vaultKeyFrom({ file })).toThrow("--passphrase");
    const asks = { ...(JSON.parse(readFileSync(file, "utf8")) as object), memory: 2 ** 31 };
    writeFileSync(file, JSON.stringify(asks));
    expect(() => vaultKeyFrom({ file, passphrase })).toThrow("not a key");
    expect(() => passphraseFrom({ isTTY: true, fd: 0 })).toThrow("does not show it");
  });

  it("VS11 is never printed", () => {
    const file = fresh("desk.key");
    const key = vaultKeyFrom({ file });
    const said = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify({ key })].join();
    const bytes = Buffer.from(key.unsafeBytes());
    for (const form of [bytes.toString("hex"), bytes.toString("base64url"), [...bytes].join(", ")])
      expect(said).not.toContain(form);
  });

  it("VS12 a sealed file opens with its key, under its name, unchanged", () => {
    const path = fresh("papers.json");
    writeFileSync(path, "issuing key", { mode: 0o600 });
    const key = VaultKey.fresh();
    sealFile(path, "papers", "issuing key", key);
    const sealed = readFileSync(path, "utf8");
    expect([sealed.includes("issuing key"), statSync(path).mode & 0o777]).toEqual([false, 0o600]);
    expect(readdirSync(join(path, ".."))).toEqual(["papers.json"]);
    expect(openSealedText(path, "papers", sealed, key)).toBe("issuing key");
    expect(() => openSealedText(path, "papers", sealed, VaultKey.fresh())).toThrow("another key");
    expect(() => openSealedText(path, "accounts", sealed, key)).toThrow("another key");
  });
});
