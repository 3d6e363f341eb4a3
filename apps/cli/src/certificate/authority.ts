// The certificate library's own parts need this before they are loaded.
import "reflect-metadata";
import { createHash, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  NameConstraints,
  id_ce_nameConstraints,
} from "@peculiar/asn1-x509";
import * as x509 from "@peculiar/x509";
import { PRIVATE_NAMES, PRIVATE_NETWORKS, isPrivate } from "./hosts.ts";

/** A self-made authority for one network, and a server's certificate by it. PEM texts throughout. */

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
/** Phones take a server's certificate by a self-made authority for 825 days at most. */
const SERVER_DAYS = 397;
const AUTHORITY_DAYS = 3 * 365;
/** A phone's clock may be behind. */
const EARLIER_MS = DAY_MS;

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const { subtle } = webcrypto;
x509.cryptoProvider.set(webcrypto);

/**
 * Whoever installs it trusts it for the private networks and names, and `hosts` beyond these, and for nothing else: whoever
 * stole its key could still not pass for a bank.
 */
export async function makeAuthority(hosts: readonly string[], now: number): Promise<Pair> {
  const keys = await subtle.generateKey(EC, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: `CN=Vado local authority ${new Date(now).toISOString().slice(0, 10)}, O=Vado (self-made)`,
      notBefore: new Date(now - EARLIER_MS),
      notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
      keys,
      signingAlgorithm: EC,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        constraints(hosts.filter((host) => !isPrivate(host))),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString("pem"), key: await pemOf(keys.privateKey) };
}

/** A server's certificate for these hosts and for this machine itself. */
export async function makeServer(authority: Pair, hosts: readonly string[], now: number): Promise<Pair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await subtle.importKey("pkcs8", x509.PemConverter.decodeFirst(authority.key), EC, false, ["sign"]);
  const keys = await subtle.generateKey(EC, true, ["sign", "verify"]);
  const all = [...new Set([...hosts, "localhost", "127.0.0.1", "::1"])];
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial(),
      subject: `CN=${(hosts[0] ?? "localhost").slice(0, 64)}`,
      issuer: issuer.subject,
      notBefore: new Date(now - EARLIER_MS),
      notAfter: new Date(Math.min(now + SERVER_DAYS * DAY_MS, issuer.notAfter.getTime())),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: EC,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          all.map((host) => ({ type: isIP(host) === 0 ? "dns" : "ip", value: host })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString("pem"), key: await pemOf(keys.privateKey) };
}

/** SHA-256 of the certificate as a phone shows it. */
export function fingerprint(certificate: string): string {
  const hex = createHash("sha256")
    .update(Buffer.from(x509.PemConverter.decodeFirst(certificate)))
    .digest("hex");
  return hex.toUpperCase().replace(/..(?=.)/g, "$&:");
}

/** What the authority may vouch for. Not marked critical: software that does not know the extension still takes the rest. */
function constraints(beyond: readonly string[]): x509.Extension {
  const names = [...PRIVATE_NAMES, ...beyond.filter((host) => isIP(host) === 0)];
  const single = (address: string): string => `${address}/${isIP(address) === 4 ? 32 : 128}`;
  const networks = [...PRIVATE_NETWORKS, ...beyond.filter((host) => isIP(host) !== 0).map(single)];
  const permittedSubtrees = new GeneralSubtrees(
    [...names.map((dNSName) => ({ dNSName })), ...networks.map((iPAddress) => ({ iPAddress }))].map(
      (base) => new GeneralSubtree({ base: new GeneralName(base) }),
    ),
  );
  return new x509.Extension(
    id_ce_nameConstraints,
    false,
    AsnConvert.serialize(new NameConstraints({ permittedSubtrees })),
  );
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await subtle.exportKey("pkcs8", key), x509.PemConverter.PrivateKeyTag);
}

/** 126 random bits: positive, and never 0. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}
