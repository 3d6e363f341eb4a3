import type { CharterInMaking, IssuingPaper, Revocation, Stock } from "@vado/channel";
import { fromBase64url, hex } from "@vado/protocol";
import { fingerprint } from "./fingerprint.ts";
import { day } from "./post.ts";

/** What a paper says, for the person who is about to sign or send it. */

export const agencyFingerprint = (agency: string, root: Uint8Array): string => fingerprint(`agency ${agency}`, root);
export const charterFingerprint = (id: string): string => fingerprint("charter", Buffer.from(id, "hex"));
export const keyFingerprint = (key: Uint8Array): string => fingerprint("issuing key", key);
/** Of a stock as the desk that made it has sent it. */
export const stockFingerprint = (bytes: Uint8Array): string => fingerprint("stock", bytes);

export function agencyWords(agency: string, root: Uint8Array): string[] {
  return [`Agency       ${agency}`, `Fingerprint  ${agencyFingerprint(agency, root)}`];
}

export function charterWords({ id, terms, signed, missing }: CharterInMaking): string[] {
  const agencies = terms.agencies.map(({ agency, root }) => {
    const key = fromBase64url(root) ?? new Uint8Array(0);
    const standing = terms.observers.includes(agency) ? ", observes only" : "";
    return `  agency   ${agency}${standing}\n           root ${agencyFingerprint(agency, key)}`;
  });
  const links = terms.links.map(({ link, sending, receiving, suite }) => {
    const sealed = suite === "xwing" ? ", with post-quantum key agreement" : "";
    return `  link     ${link}: people leave from ${sending} and arrive at ${receiving}${sealed}`;
  });
  return [
    `Charter of the corridor ${terms.corridor}`,
    ...agencies,
    ...links,
    `  removal  each agency's ${terms.stewards.roles.join(", ")} may take out devices of its own side; others only with a root's revocation`,
    `  policy   version ${terms.policyVersion}; devices older than version ${terms.minVersion} pause`,
    `  signed   ${signed.length === 0 ? "by nobody yet" : `by ${signed.join(", ")}`}${missing.length === 0 ? ": complete" : `; missing: ${missing.join(", ")}`}`,
    `Fingerprint  ${charterFingerprint(id)}`,
  ];
}

export function issuingWords(
  of: Pick<IssuingPaper, "agency" | "side" | "link" | "key">,
  window: readonly [number, number] | null,
): string[] {
  return [
    `Issuing key of ${of.agency} for the ${of.side} side of ${of.link}`,
    "  It admits devices of that side, makes tickets for them and countersigns the other side's.",
    ...(window === null ? [] : [`  Valid from ${day(window[0])} to ${day(window[1])}`]),
    `Fingerprint  ${keyFingerprint(of.key)}`,
  ];
}

export function stockWords({ agency, side, link, shift, signedBy, tickets }: Stock): string[] {
  return [
    `${tickets.length} tickets for devices of ${agency}, ${side} side of ${link}, shift ${shift}`,
    `  Each device takes two. Signed by the ${signedBy.join(" and the ")} side.`,
  ];
}

export function revocationWords({ agency, link, what }: Revocation): string[] {
  const named =
    what.kind === "device"
      ? [`  the device ${what.device}`, `  with the key ${hex(what.signatureKey)}`]
      : [
          "  an issuing key, with every device and ticket it signed",
          `  Fingerprint of the key  ${keyFingerprint(what.key)}`,
        ];
  return [`${agency} takes back on ${link}, for good:`, ...named];
}
