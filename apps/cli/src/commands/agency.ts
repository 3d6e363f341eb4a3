import { join } from "node:path";
import type { Command } from "commander";
import {
  issueAgencyCard,
  issueIssuingKey,
  issueRevocation,
  openAgencyCard,
  openIssuingRequest,
  openRevocation,
  openSignedIssuingKey,
  type RevocationOf,
} from "@vado/channel";
import { HostError, nodeCrypto } from "@vado/host";
import { DAY_MS, DeviceId, base64url, fromBase64url } from "@vado/protocol";
import * as v from "valibot";
import { newFolder, replaceSecret, writeNew } from "../ceremony/files.ts";
import { readKind, withPaper } from "../ceremony/kinds.ts";
import { newPassphrase, passphrase, passphraseOptions, type PassphraseFlags } from "../ceremony/passphrase.ts";
import { readWholeCharter } from "../ceremony/post.ts";
import { qrText } from "../ceremony/qr.ts";
import { newRoot, openRoot, readRoot, sealRoot, type RootKey } from "../ceremony/root-key.ts";
import { confirm } from "../ceremony/terminal.ts";
import { agencyWords, issuingWords, revocationWords } from "../ceremony/words.ts";
import { wholeNumber } from "../options.ts";

/** `vado agency`: what an agency does with its root key, on a machine without a network. */

const ISSUING_DAYS_MAX = 30;
/** A desk's clock may be behind that of the root's machine. */
const EARLIER_MS = 3_600_000;

interface RootFlags extends PassphraseFlags {
  readonly root: string;
  readonly yes?: boolean;
}

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

export function addAgency(program: Command): void {
  const agency = program
    .command("agency")
    .description("An agency's root key: made, shown, and used to sign, on a machine without a network.");
  passphraseOptions(agency.command("new"))
    .argument("<name>", "the agency's name in charters: letters, digits, dots, dashes")
    .requiredOption("--out <dir>", "a new folder for root.json (the sealed key) and agency.json (its card, for others)")
    .description("Makes an agency's root key, sealed with a passphrase, and its card.")
    .action(make);
  agency
    .command("show")
    .argument("<file>", "an agency's card, or its sealed root key")
    .option("--qr", "also as a code for a camera")
    .description("Prints an agency's name and the fingerprint to compare by telephone.")
    .action(show);
  withRoot(agency.command("certify"))
    .argument("<request>", "request.json of a post (vado post new)")
    .requiredOption("--charter <file>", "the charter, with all its signatures")
    .option("--days <days>", "how long the key is good", wholeNumber("--days", 1, ISSUING_DAYS_MAX), ISSUING_DAYS_MAX)
    .requiredOption("--out <file>", "where to write the certificate")
    .description("Signs a post's issuing key, for at most 30 days.")
    .action(certify);
  withRoot(agency.command("revoke"))
    .requiredOption("--charter <file>", "the charter, with all its signatures")
    .option("--link <id>", "the link on which a device is revoked")
    .option("--device <name>", "the device, as vado device list --keys prints it")
    .option("--key <key>", "its key, as vado device list --keys prints it")
    .option("--certificate <file>", "instead of a device: the certificate of an issuing key, with all it signed")
    .requiredOption("--out <file>", "where to write the revocation")
    .description("Takes back a device or an issuing key, for good. Hand it to any desk: vado device revoke.")
    .action(revoke);
  passphraseOptions(agency.command("passphrase"))
    .requiredOption("--root <file>", "the sealed root key")
    .option("--new-passphrase-file <file>", "read the new passphrase from a file that nobody else can read")
    .description("Seals the root key with another passphrase. Older copies of the file keep the older one.")
    .action(changePassphrase);
}

const withRoot = (command: Command): Command =>
  passphraseOptions(command)
    .requiredOption("--root <file>", "the agency's sealed root key")
    .option("--yes", "do not ask, for scripts");

async function make(name: string, flags: PassphraseFlags & { readonly out: string }): Promise<void> {
  const root = await newRoot(name);
  const card = await issueAgencyCard(nodeCrypto, name, root.key).catch((error: unknown) => {
    throw new HostError("name-bad", `${name} is no name for an agency: up to 64 letters, digits, dots, dashes.`, error);
  });
  const sealed = await sealRoot(root, await newPassphrase(flags));
  newFolder(flags.out);
  writeNew(join(flags.out, "root.json"), sealed, { secret: true });
  writeNew(join(flags.out, "agency.json"), card);
  say(
    ...agencyWords(name, root.root),
    `Keep ${join(flags.out, "root.json")} and a copy of it offline, apart from the passphrase: without both nobody can sign for ${name} again.`,
    `Give ${join(flags.out, "agency.json")} to the other agencies, and compare the fingerprint with them by telephone.`,
  );
}

async function show(file: string, { qr }: { readonly qr?: boolean }): Promise<void> {
  const { kind, bytes } = readKind(file, "vado/agency/1", "vado/root/1");
  const { agency, root } =
    kind === "vado/root/1"
      ? { agency: readRoot(file).agency, root: readRoot(file).key }
      : await withPaper(file, () => openAgencyCard(nodeCrypto, bytes));
  say(...agencyWords(agency, root));
  if (qr === true) process.stdout.write(qrText(`vado:agency:${agency}:${base64url(root)}`));
}

async function certify(
  request: string,
  flags: RootFlags & { readonly charter: string; readonly days: number; readonly out: string },
): Promise<void> {
  const { agency } = readRoot(flags.root);
  const { charter } = await readWholeCharter(flags.charter);
  const { bytes } = readKind(request, "vado/issuing-request/1");
  const asked = await withPaper(request, () => openIssuingRequest(nodeCrypto, bytes));
  if (asked.charter !== charter.id)
    throw new HostError(
      "request-foreign",
      `${request} is for another charter than ${flags.charter}; make the post anew with this one.`,
    );
  if (asked.agency !== agency)
    throw new HostError(
      "request-foreign",
      `${request} is of ${asked.agency}; your root is that of ${agency} and can't sign it.`,
    );
  checkRoot(charter.roots.get(agency), flags.root);
  const notBefore = Date.now() - EARLIER_MS;
  const notAfter = notBefore + flags.days * DAY_MS;
  await confirm(issuingWords(asked, [notBefore, notAfter]), { yes: flags.yes === true });
  const { key } = await openRoot(flags.root, await passphrase(flags));
  const { side, link } = asked;
  const terms = { charter: charter.id, agency, side, link, notBefore, notAfter };
  // The private half stays at the post: only the public one is signed.
  const signed = await issueIssuingKey(nodeCrypto, key, { publicKey: asked.key, privateKey: new Uint8Array(0) }, terms);
  const paper = Buffer.from(JSON.stringify(signed.certificate));
  await withPaper(request, () => openSignedIssuingKey(nodeCrypto, charter, paper));
  writeNew(flags.out, paper);
  say(`Signed: ${flags.out}. Carry it back to the desk: vado post take <folder> ${flags.out}`);
}

interface RevokeFlags extends RootFlags {
  readonly charter: string;
  readonly link?: string;
  readonly device?: string;
  readonly key?: string;
  readonly certificate?: string;
  readonly out: string;
}

async function revoke(flags: RevokeFlags): Promise<void> {
  const { agency } = readRoot(flags.root);
  const { charter } = await readWholeCharter(flags.charter);
  checkRoot(charter.roots.get(agency), flags.root);
  const of: RevocationOf = { charter: charter.id, agency, ...(await revoked(flags, agency, charter)) };
  if (charter.terms.links.every(({ link }) => link !== of.link))
    throw new HostError("link-unknown", `The charter has no link ${of.link}; see vado charter show ${flags.charter}.`);
  await confirm(revocationWords(of), { yes: flags.yes === true });
  const { key } = await openRoot(flags.root, await passphrase(flags));
  const paper = await issueRevocation(nodeCrypto, key, of);
  await openRevocation(nodeCrypto, charter, paper);
  writeNew(flags.out, paper);
  say(
    `Signed: ${flags.out}. Any desk of the link takes it, yours or the other side's: vado device revoke ${flags.out}`,
  );
}

async function revoked(
  { link, device, key, certificate }: RevokeFlags,
  agency: string,
  charter: Parameters<typeof openSignedIssuingKey>[1],
): Promise<Pick<RevocationOf, "link" | "what">> {
  if (certificate !== undefined && device === undefined && key === undefined) {
    const { bytes } = readKind(certificate, "vado/issuing-key/1");
    const paper = await withPaper(certificate, () => openSignedIssuingKey(nodeCrypto, charter, bytes));
    if (paper.agency !== agency)
      throw new HostError(
        "certificate-foreign",
        `${certificate} is of ${paper.agency}; only its own root can take it back.`,
      );
    return { link: paper.link, what: { kind: "issuing-key", key: paper.key } };
  }
  const signatureKey = fromBase64url(key ?? "");
  if (link === undefined || !v.is(DeviceId, device) || signatureKey?.length !== 32)
    throw new HostError(
      "revoke-what",
      "Name --link, --device and --key as vado device list --keys prints them, or else --certificate of an issuing key.",
    );
  return { link, what: { kind: "device", device, signatureKey } };
}

async function changePassphrase(
  flags: PassphraseFlags & { readonly root: string; readonly newPassphraseFile?: string },
): Promise<void> {
  const root: RootKey = await openRoot(flags.root, await passphrase(flags));
  const { newPassphraseFile: file } = flags;
  const sealed = await sealRoot(root, await newPassphrase(file === undefined ? {} : { passphraseFile: file }));
  replaceSecret(flags.root, sealed);
  say(`${flags.root} opens with the new passphrase only. Renew its copies, too.`);
}

function checkRoot(named: Uint8Array | undefined, file: string): void {
  const own = readRoot(file);
  if (named !== undefined && Buffer.from(named).equals(own.key)) return;
  throw new HostError(
    "root-foreign",
    named === undefined
      ? `${own.agency} is no agency of this charter; is it the right one?`
      : `The charter names another root key for ${own.agency} than ${file}; is it the right one?`,
  );
}
