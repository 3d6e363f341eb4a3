import { spawnSync } from "node:child_process";
import { createServer } from "node:https";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type PeerCertificate } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import { makeServer } from "../src/certificate/authority.ts";
import { checkHost, isPrivate } from "../src/certificate/hosts.ts";
import { writeCertificate } from "../src/commands/certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "vado-certificate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (out: string, name: string): string => readFileSync(join(out, name), "utf8");

/** Shakes hands as a phone would that trusts `ca` alone and asks for `host`. */
async function shake(pair: { cert: string; key: string }, ca: string, host: string): Promise<PeerCertificate> {
  const server = createServer(pair, (_request, response) => response.end("here"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await new Promise<PeerCertificate>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const socket = connect(
        {
          host: "127.0.0.1",
          port,
          ca,
          servername: /\d$|:/.test(host) ? "" : host,
          checkServerIdentity: () => undefined,
        },
        () => {
          resolve(socket.getPeerCertificate());
          socket.destroy();
        },
      );
      socket.on("error", reject);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("a local authority", () => {
  const out = join(folder, "tls");

  test("T1 a server with its certificate is trusted by whoever installed the authority, and by nobody else", async () => {
    await writeCertificate(out, ["192.168.1.20", "vado.local"]);
    const pair = { cert: read(out, "server.crt"), key: read(out, "server.key") };
    const server = createServer(pair, (_request, response) => response.end("here"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (ca: string | undefined, servername: string): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port, servername, ...(ca === undefined ? {} : { ca }) }, () => {
          resolve(socket.getProtocol() ?? undefined);
          socket.destroy();
        });
        socket.on("error", reject);
      });
    try {
      const authority = read(out, "ca.crt");
      expect(await ask(authority, "vado.local")).toBe("TLSv1.3");
      expect(await ask(authority, "localhost")).toBe("TLSv1.3");
      await expect(ask(authority, "other.local")).rejects.toThrow(/not in the cert/);
      await expect(ask(undefined, "vado.local")).rejects.toThrow(/unable to verify|self-signed/);
    } finally {
      server.close();
    }
  });

  test("T2 addresses are vouched for as addresses", async () => {
    const certificate = await shake(
      { cert: read(out, "server.crt"), key: read(out, "server.key") },
      read(out, "ca.crt"),
      "192.168.1.20",
    );
    expect(certificate.subjectaltname).toContain("IP Address:192.168.1.20");
    expect(certificate.subjectaltname).toContain("IP Address:127.0.0.1");
  });

  test("T3 keys are for their owner's eyes; the authority is used again, and the certificate is new", async () => {
    for (const name of ["ca.key", "server.key"]) expect(statSync(join(out, name)).mode & 0o777, name).toBe(0o600);
    const [authority, server] = [read(out, "ca.crt"), read(out, "server.crt")];
    const again = await writeCertificate(out, ["10.0.0.7"]);
    expect(again.fresh).toBe(false);
    expect(read(out, "ca.crt")).toBe(authority);
    expect(read(out, "server.crt")).not.toBe(server);
    expect(statSync(join(out, "server.key")).mode & 0o777).toBe(0o600);
  });

  test("T4 it cannot vouch for the rest of the world: whoever stole its key could not pass for a bank", async () => {
    const authority = { certificate: read(out, "ca.crt"), key: read(out, "ca.key") };
    const bank = await makeServer(authority, ["bank.example"], Date.now());
    const pair = { cert: bank.certificate, key: bank.key };
    await expect(shake(pair, authority.certificate, "bank.example")).rejects.toThrow(/permitted subtree/);
    const address = await makeServer(authority, ["8.8.8.8"], Date.now());
    const other = { cert: address.certificate, key: address.key };
    await expect(shake(other, authority.certificate, "8.8.8.8")).rejects.toThrow(/permitted subtree/);
    await expect(writeCertificate(out, ["desk.agency.example"])).rejects.toThrow(/vouches for private networks only/);
    const named = join(folder, "named");
    await writeCertificate(named, ["desk.agency.example"]);
    const own = { cert: read(named, "server.crt"), key: read(named, "server.key") };
    expect((await shake(own, read(named, "ca.crt"), "desk.agency.example")).subject.CN).toBe("desk.agency.example");
  });

  test("T6 the recipe names nothing that is not there", async () => {
    const own = join(folder, "recipe");
    await writeCertificate(own, ["192.168.1.20"]);
    const root = join(import.meta.dirname, "../../..");
    const recipe = readFileSync(join(root, "docs/tls.md"), "utf8");
    const known = ["demo", "certificate"]
      .map((name) =>
        spawnSync(process.execPath, [join(root, "apps/cli/src/main.ts"), name, "--help"]).stdout.toString(),
      )
      .join("");
    const options = new Set([...recipe.matchAll(/--[a-z]+/g)].map(([option]) => option));
    expect(options.size).toBeGreaterThan(3);
    for (const option of options) expect(known, option).toContain(`${option} `);
    for (const file of ["ca.crt", "ca.key", "server.crt", "server.key"]) {
      expect(recipe).toContain(file);
      expect(read(own, file)).toContain("-----BEGIN");
    }
    // Both languages give the same commands.
    const blocks = [...recipe.matchAll(/```\n([^`]+)```/g)].map(([, block]) => block);
    expect(blocks.slice(0, blocks.length / 2)).toEqual(blocks.slice(blocks.length / 2));
  });

  test("T5 what is no host is refused", () => {
    for (const host of ["192.168.1.20", "fd00::1", "vado.local", "a-b.example"])
      expect(() => checkHost(host)).not.toThrow();
    for (const host of ["", "https://x", "a b", "-a.local", "x".repeat(64), "192.168.1.20:8787"])
      expect(() => checkHost(host), host).toThrow(/neither an address/);
    expect(["10.1.2.3", "172.31.0.1", "fe80::1", "x.local", "localhost"].every(isPrivate)).toBe(true);
    expect(["172.32.0.1", "8.8.8.8", "2001:db8::1", "x.example", "notlocal"].some(isPrivate)).toBe(false);
  });
});
