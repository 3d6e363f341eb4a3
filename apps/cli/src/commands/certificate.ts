import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { HostError } from "@vado/host";
import type { Pair } from "../certificate/authority.ts";
import { checkHost, isPrivate, ownHosts } from "../certificate/hosts.ts";

/** `vado certificate`: TLS for a network of one's own, so that phones in it have cryptography. */

/** Files in the folder. Keys are for their owner's eyes only. */
const FILES = {
  authority: { certificate: "ca.crt", key: "ca.key" },
  server: { certificate: "server.crt", key: "server.key" },
} as const;

export function addCertificate(program: Command): void {
  program
    .command("certificate")
    .description(
      "Makes a local authority and a server's certificate by it, so that phones in the same network can enrol.",
    )
    .requiredOption("--out <dir>", "folder for the files; an authority that is there already is used again")
    .option("--host <host...>", "addresses and names the server is reached under; this machine's own when absent")
    .action(async (flags: { out: string; host?: string[] }) => {
      const hosts = [...new Set((flags.host ?? ownHosts()).map((host) => host.toLowerCase()))];
      for (const host of hosts) checkHost(host);
      if (hosts.length === 0)
        throw new HostError("host-none", "This machine is in no network; name its address with --host 192.168.1.20.");
      const made = await writeCertificate(flags.out, hosts);
      process.stdout.write(recipe(flags.out, hosts, made));
    });
}

/** Writes the files; `fresh`: the authority is new and every phone must learn to trust it. */
export async function writeCertificate(out: string, hosts: readonly string[]) {
  // Loaded only here: no other command needs it.
  const { fingerprint, makeAuthority, makeServer } = await import("../certificate/authority.ts");
  makeFolder(out);
  const known = readPair(out, "authority");
  if (known !== null && !hosts.every(isPrivate))
    throw new HostError(
      "authority-narrow",
      `The authority in ${out} vouches for private networks only; give an empty folder for ${hosts.filter((host) => !isPrivate(host)).join(", ")}.`,
    );
  const authority = known ?? (await makeAuthority(hosts, Date.now()));
  if (known === null) writePair(out, "authority", authority);
  writePair(out, "server", await makeServer(authority, hosts, Date.now()));
  return { fresh: known === null, fingerprint: fingerprint(authority.certificate) };
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HostError("out-unusable", `The folder ${out} cannot be made.`, error);
  }
}

function readPair(out: string, which: keyof typeof FILES): Pair | null {
  const [certificate, key] = [join(out, FILES[which].certificate), join(out, FILES[which].key)];
  if (!existsSync(certificate) || !existsSync(key)) return null;
  return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
}

function writePair(out: string, which: keyof typeof FILES, pair: Pair): void {
  const { certificate, key } = FILES[which];
  writeFileSync(join(out, key), `${pair.key.trim()}\n`, { mode: 0o600 });
  // A file that was there before keeps its mode when it is written.
  chmodSync(join(out, key), 0o600);
  writeFileSync(join(out, certificate), `${pair.certificate.trim()}\n`, { mode: 0o644 });
}

function recipe(out: string, hosts: readonly string[], made: { fresh: boolean; fingerprint: string }): string {
  const file = (name: string) => join(out, name);
  return `${made.fresh ? "Made a local authority and a certificate" : "Made a new certificate by the authority that was there"}
for ${hosts.join(", ")}.

1. Start the demo with it, open to your network:
     npm start -- --host 0.0.0.0 --cert ${file("server.crt")} --key ${file("server.key")}
2. ${made.fresh ? "Send" : "If a phone does not have it yet, send"} ${file("ca.crt")} to each phone (cable, AirDrop, mail to yourself) and install it as an authority.
   Compare its SHA-256 fingerprint there:
     ${made.fingerprint}
   Android: Settings, Security, More, Install a certificate, CA certificate.
   iPhone: open the file, Settings, General, VPN & Device Management, install; then General, About,
   Certificate Trust Settings, switch it on.
3. Scan the QR code that the demo prints, with the phone in the same Wi-Fi.

${file("ca.key")} makes the phones that trust it trust others too: keep it to yourself, or delete it.
It vouches for private networks${hosts.every(isPrivate) ? "" : " and the names above"} only. When you are done, remove the authority from the phones. More: docs/tls.md
`;
}
