import type { Command } from "commander";
import {
  ChannelError,
  draftCharter,
  joinCharters,
  openAgencyCard,
  readCharter,
  signCharter,
  type AgencyCard,
  type CharterTerms,
} from "@vado/channel";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url, type Role } from "@vado/protocol";
import { writeNew } from "../ceremony/files.ts";
import { readKind, withPaper } from "../ceremony/kinds.ts";
import { passphrase, passphraseOptions, type PassphraseFlags } from "../ceremony/passphrase.ts";
import { readWholeCharter } from "../ceremony/post.ts";
import { qrText } from "../ceremony/qr.ts";
import { openRoot, readRoot } from "../ceremony/root-key.ts";
import { confirm } from "../ceremony/terminal.ts";
import { charterWords } from "../ceremony/words.ts";

/** `vado charter`: what the agencies of a corridor agree on, drafted by one and signed by every root. */

/** Bytes of a channel's address. */
const CHANNEL_BYTES = 24;
const STEWARDS: readonly Role[] = ["supervisor", "archive"];

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

export function addCharter(program: Command): void {
  const charter = program
    .command("charter")
    .description("A corridor's charter: drafted by one agency, signed by the root of every one, joined and checked.");
  charter
    .command("draft")
    .requiredOption("--corridor <name>", "the corridor's name")
    .requiredOption("--agency <cards...>", "the cards of all its agencies (agency.json)")
    .requiredOption("--link <links...>", "its links, each as id=sending-agency:receiving-agency")
    .option("--observer <agencies...>", "agencies among these that observe only", [])
    .option("--post-quantum <links...>", "links whose channels agree on keys with X-Wing", [])
    .requiredOption("--out <file>", "where to write the draft")
    .description("Writes a charter that nobody has signed yet.")
    .action(draft);
  passphraseOptions(charter.command("sign"))
    .argument("<file>", "the charter, with or without signatures of others")
    .requiredOption("--root <file>", "the agency's sealed root key")
    .option("--yes", "do not ask, for scripts")
    .requiredOption("--out <file>", "where to write the charter with this signature too")
    .description("Shows the charter in words and signs it with an agency's root key.")
    .action(sign);
  charter
    .command("join")
    .argument("<files...>", "copies of one charter, signed by different agencies")
    .requiredOption("--out <file>", "where to write the charter with all their signatures")
    .description("Puts the signatures of several copies into one.")
    .action(join);
  charter
    .command("show")
    .argument("<file>", "a charter")
    .option("--qr", "also as a code for a camera")
    .description("Prints a charter in words, who has signed, and the fingerprint to compare by telephone.")
    .action(show);
  charter
    .command("check")
    .argument("<file>", "a charter")
    .option("--agency <cards...>", "cards whose root keys it must name", [])
    .description("Says whether a charter is complete, and names the root keys of these cards; exit code 2 when not.")
    .action(check);
}

interface DraftFlags {
  readonly corridor: string;
  readonly agency: readonly string[];
  readonly link: readonly string[];
  readonly observer: readonly string[];
  readonly postQuantum: readonly string[];
  readonly out: string;
}

async function draft(flags: DraftFlags): Promise<void> {
  const cards: AgencyCard[] = [];
  for (const file of flags.agency) cards.push(await readCard(file));
  const links = flags.link.map((text) => linkFrom(text, flags.postQuantum));
  const strange = flags.postQuantum.find((name) => links.every(({ link }) => link !== name));
  if (strange !== undefined)
    throw new HostError("link-unknown", `--post-quantum names ${strange}, which no --link is called.`);
  let bytes: Uint8Array;
  try {
    bytes = draftCharter({
      corridor: flags.corridor,
      agencies: cards.map(({ agency, root }) => ({ agency, root: base64url(root) })),
      links,
      observers: [...flags.observer],
      policyVersion: 1,
      minVersion: 1,
      stewards: { roles: [...STEWARDS], others: "root-signed" },
    });
  } catch (error) {
    if (error instanceof ChannelError)
      throw new HostError("draft-bad", `These terms don't go together: ${error.message.replace(/^C2: /, "")}.`, error);
    throw error;
  }
  const said = charterWords(await readCharter(nodeCrypto, bytes));
  writeNew(flags.out, bytes);
  say(...said, `Drafted: ${flags.out}. Every agency signs this very file, or a copy: vado charter sign ${flags.out}`);
}

const LINK = /^([A-Za-z0-9-]{1,32})=([^:=\s]{1,64}):([^:=\s]{1,64})$/;

function linkFrom(text: string, postQuantum: readonly string[]): CharterTerms["links"][number] {
  const [, link, sending, receiving] = LINK.exec(text) ?? [];
  if (link === undefined || sending === undefined || receiving === undefined)
    throw new HostError(
      "link-bad",
      `--link takes id=sending-agency:receiving-agency, such as bridge=east:west; not ${text}.`,
    );
  const address = (): string => base64url(nodeEntropy.bytes(CHANNEL_BYTES));
  const suite = postQuantum.includes(link) ? ({ suite: "xwing" } as const) : {};
  return { link, sending, receiving, ops: address(), record: address(), ...suite };
}

async function sign(
  file: string,
  flags: PassphraseFlags & { readonly root: string; readonly yes?: boolean; readonly out: string },
): Promise<void> {
  const { agency, root } = readRoot(flags.root);
  const { bytes } = readKind(file, "vado/charter/1");
  const made = await withPaper(file, () => readCharter(nodeCrypto, bytes));
  const named = made.terms.agencies.find((one) => one.agency === agency);
  if (named === undefined)
    throw new HostError("charter-foreign", `${agency} is no agency of the charter ${file}; is it the right one?`);
  if (named.root !== root)
    throw new HostError(
      "charter-foreign",
      `The charter ${file} names another root key for ${agency}: it was drafted with another card; have it drafted anew.`,
    );
  if (made.signed.includes(agency))
    throw new HostError("charter-signed", `${agency} has signed ${file} already; ${next(made.missing, file)}`);
  await confirm(charterWords(made), { yes: flags.yes === true });
  const opened = await openRoot(flags.root, await passphrase(flags));
  const signed = await signCharter(nodeCrypto, bytes, agency, opened.key);
  const after = await readCharter(nodeCrypto, signed);
  writeNew(flags.out, signed);
  say(`Signed by ${after.signed.join(", ")}: ${flags.out}. ${capitalNext(after.missing, flags.out)}`);
}

async function join(files: readonly string[], { out }: { readonly out: string }): Promise<void> {
  const copies: Uint8Array[] = [];
  let first: { readonly id: string; readonly file: string } | null = null;
  for (const file of files) {
    const { bytes } = readKind(file, "vado/charter/1");
    const { id } = await withPaper(file, () => readCharter(nodeCrypto, bytes));
    first ??= { id, file };
    if (id !== first.id)
      throw new HostError(
        "charter-other",
        `${file} is another charter than ${first.file}; join copies of the same draft only.`,
      );
    copies.push(bytes);
  }
  const joined = await joinCharters(nodeCrypto, copies);
  const made = await readCharter(nodeCrypto, joined);
  writeNew(out, joined);
  say(...charterWords(made), capitalNext(made.missing, out));
}

async function show(file: string, { qr }: { readonly qr?: boolean }): Promise<void> {
  const { bytes } = readKind(file, "vado/charter/1");
  const made = await withPaper(file, () => readCharter(nodeCrypto, bytes));
  say(...charterWords(made));
  if (qr === true) process.stdout.write(qrText(`vado:charter:${made.id}`));
}

async function check(file: string, flags: { readonly agency: readonly string[] }): Promise<void> {
  const { charter, bytes } = await readWholeCharter(file);
  for (const path of flags.agency) {
    const { agency, root } = await readCard(path);
    const named = charter.roots.get(agency);
    if (named === undefined || !Buffer.from(named).equals(root))
      throw new HostError(
        "charter-foreign",
        `The charter ${file} does not name the root key of ${path} for ${agency}.`,
      );
  }
  say(...charterWords(await readCharter(nodeCrypto, bytes)), "Good: signed by every agency.");
}

async function readCard(file: string): Promise<AgencyCard> {
  const { bytes } = readKind(file, "vado/agency/1");
  return withPaper(file, () => openAgencyCard(nodeCrypto, bytes));
}

const next = (missing: readonly string[], file: string): string =>
  missing.length === 0
    ? `it is complete: vado charter check ${file}`
    : `it lacks ${missing.join(", ")}: carry it there, or join it with their copies (vado charter join).`;
const capitalNext = (missing: readonly string[], file: string): string => next(missing, file).replace(/^it/, "It");
