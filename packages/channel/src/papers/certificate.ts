import { base64url, DeviceId, HashHex, LinkId, Role, Side, type CryptoPort, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { CERTIFICATE_BYTES_MAX, ISSUING_KEY_MS_MAX } from "../limits.ts";
import { linkOf, type Charter } from "./charter.ts";
import {
  checkSignature,
  Key,
  Millis,
  Name,
  parsePaper,
  parsePaperBytes,
  rawBytes,
  Signed,
  signText,
} from "./signed.ts";

/** What an agency's root says of the key that signs devices and tickets for one side of one link (C3). */
export const IssuingTerms = v.strictObject({
  label: v.literal("vado/issuing-key/1"),
  charter: HashHex,
  agency: Name,
  side: Side,
  link: LinkId,
  key: Key,
  notBefore: Millis,
  notAfter: Millis,
});
export type IssuingTerms = v.InferInput<typeof IssuingTerms>;

/** What an issuing key says of a device (C4). */
export const DeviceTerms = v.strictObject({
  label: v.literal("vado/device/1"),
  charter: HashHex,
  link: LinkId,
  side: Side,
  agency: Name,
  role: Role,
  device: DeviceId,
  signatureKey: Key,
  notBefore: Millis,
  notAfter: Millis,
});
export type DeviceTerms = v.InferInput<typeof DeviceTerms>;

const Chain = v.strictObject({ issuing: Signed, device: Signed });

/** An issuing key with its certificate: what an agency's desk signs with. */
export interface Issuer {
  readonly key: KeyPair;
  readonly certificate: Signed;
}

/** A device's certificate whose chain to a root of the charter has been checked. */
export interface DevicePaper extends Omit<DeviceTerms, "signatureKey" | "label"> {
  readonly signatureKey: Uint8Array;
  /** The issuing key that signed it. */
  readonly issuer: Uint8Array;
}

/** An issuing key whose certificate has been checked. */
export interface IssuingPaper extends Omit<IssuingTerms, "key" | "label"> {
  readonly key: Uint8Array;
}

/** Signed by the agency's root, offline, at most every 30 days. Times in ms. */
export async function issueIssuingKey(
  crypto: CryptoPort,
  root: KeyPair,
  key: KeyPair,
  terms: Omit<IssuingTerms, "label" | "key">,
): Promise<Issuer> {
  const { charter, agency, side, link, notBefore, notAfter } = terms;
  const text = JSON.stringify({
    label: "vado/issuing-key/1",
    charter,
    agency,
    side,
    link,
    key: base64url(key.publicKey),
    notBefore,
    notAfter,
  });
  checkWindow(parsePaper(IssuingTerms, text, "C3", "issuing key"), "caller");
  return { key, certificate: { text, signature: await signText(crypto, root, text) } };
}

/** A device's certificate with the issuing certificate in front, as it is carried in the MLS credential. Times in ms. */
export async function issueDevice(
  crypto: CryptoPort,
  issuer: Issuer,
  terms: Pick<DeviceTerms, "role" | "device" | "notBefore" | "notAfter"> & { readonly signatureKey: Uint8Array },
): Promise<Uint8Array> {
  const by = parsePaper(IssuingTerms, issuer.certificate.text, "C3", "issuing key");
  const { role, device, notBefore, notAfter } = terms;
  const signatureKey = base64url(terms.signatureKey);
  const { charter, link, side, agency } = by;
  const text = JSON.stringify({
    label: "vado/device/1",
    charter,
    link,
    side,
    agency,
    role,
    device,
    signatureKey,
    notBefore,
    notAfter,
  });
  checkWithin(parsePaper(DeviceTerms, text, "C4", "device certificate"), by, "caller");
  const signed = { text, signature: await signText(crypto, issuer.key, text) };
  return utf8(JSON.stringify({ issuing: issuer.certificate, device: signed }));
}

/** Checks an issuing key against the charter. Throws `ChannelError` ("bytes", C3). Says nothing about today's date: see C26. */
export async function openIssuingKey(crypto: CryptoPort, charter: Charter, signed: Signed): Promise<IssuingPaper> {
  const terms = parsePaper(IssuingTerms, signed.text, "C3", "issuing key");
  const refuse = (detail: string): never => {
    throw new ChannelError("bytes", "C3", detail);
  };
  if (terms.charter !== charter.id) refuse("issuing key of another charter");
  const link = linkOf(charter, terms.link) ?? refuse(`no link ${terms.link} in the charter`);
  if (link.agency[terms.side] !== terms.agency && !charter.terms.observers.includes(terms.agency)) {
    refuse(`${terms.agency} does not hold the ${terms.side} side of ${terms.link}`);
  }
  checkWindow(terms, "bytes");
  const root = charter.roots.get(terms.agency) ?? refuse(`no root of ${terms.agency}`);
  await checkSignature(crypto, root, signed, "C3", "issuing key");
  return { ...terms, key: rawBytes(terms.key, "C3") };
}

/** The same for the file in which a root's answer travels. Throws `ChannelError` ("bytes", C3). */
export async function openSignedIssuingKey(
  crypto: CryptoPort,
  charter: Charter,
  bytes: Uint8Array,
): Promise<IssuingPaper & { readonly signed: Signed }> {
  const signed = parsePaperBytes(Signed, bytes, CERTIFICATE_BYTES_MAX, "C3", "issuing key");
  return { ...(await openIssuingKey(crypto, charter, signed)), signed };
}

/** Checks a device's certificate up to the charter's root. Throws `ChannelError` ("bytes", C3 or C4). */
export async function openCertificate(crypto: CryptoPort, charter: Charter, bytes: Uint8Array): Promise<DevicePaper> {
  const chain = parsePaperBytes(Chain, bytes, CERTIFICATE_BYTES_MAX, "C4", "certificate");
  const issuing = await openIssuingKey(crypto, charter, chain.issuing);
  const terms = parsePaper(DeviceTerms, chain.device.text, "C4", "device certificate");
  checkWithin(terms, issuing, "bytes");
  if (charter.terms.observers.includes(terms.agency) && terms.role !== "observer") {
    throw new ChannelError("bytes", "C4", `${terms.agency} observes only, its device can't be ${terms.role}`);
  }
  await checkSignature(crypto, issuing.key, chain.device, "C4", "device certificate");
  return { ...terms, signatureKey: rawBytes(terms.signatureKey, "C4"), issuer: issuing.key };
}

function checkWindow(terms: IssuingTerms, fault: "caller" | "bytes"): void {
  const span = terms.notAfter - terms.notBefore;
  if (span <= 0 || span > ISSUING_KEY_MS_MAX)
    throw new ChannelError(fault, "C3", "an issuing key is valid for more than 0 and at most 30 days");
}

function checkWithin(
  device: DeviceTerms,
  issuing: Omit<IssuingTerms, "key" | "label">,
  fault: "caller" | "bytes",
): void {
  const alike = (["charter", "link", "side", "agency"] as const).every((field) => device[field] === issuing[field]);
  if (!alike) throw new ChannelError(fault, "C4", "the device's charter, link, side or agency is not its issuer's");
  if (
    device.notBefore < issuing.notBefore ||
    device.notAfter > issuing.notAfter ||
    device.notBefore >= device.notAfter
  ) {
    throw new ChannelError(fault, "C4", "the device is valid outside its issuing key's time");
  }
}
