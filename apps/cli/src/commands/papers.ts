import type { Command } from "commander";
import { HostError, nodeEntropy } from "@vado/host";
import {
  AccountsFileSchema,
  DESK_TICKETS_MAX,
  DeskPapersSchema,
  base64url,
  parseWire,
  type DeskPapers,
} from "@vado/protocol";
import { existsSync } from "node:fs";
import * as v from "valibot";
import { emptied, linkPapers, renewedPapers, type Founding } from "../ceremony/desk-papers.ts";
import { readFile, replaceSecret, writeNew } from "../ceremony/files.ts";
import { readPost, type Post } from "../ceremony/post.ts";
import { openDeskPapers, withDeskKey, type PapersFlags } from "../ceremony/sealed-papers.ts";
import { charterFingerprint } from "../ceremony/words.ts";
import { wholeNumber } from "../options.ts";

/** `vado papers`: what a relay and a desk start from, made of posts. */

const ACCOUNTS_BYTES_MAX = 1024 * 1024;
const HEARTBEAT_S_MAX = 300;

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

export function addPapers(program: Command): void {
  const papers = program.command("papers").description("The papers from which a relay and a desk start.");
  papers
    .command("relay")
    .argument("<accounts...>", "account.json of each post that uses the relay")
    .requiredOption("--out <file>", "the relay's accounts.json; accounts are added to one that is there")
    .description("Writes the file of accounts that a relay admits.")
    .action(relay);
  papers
    .command("desk")
    .requiredOption("--post <dirs...>", "the posts at which the desk stands, all at one station of one agency")
    .requiredOption("--relay <url>", "where the desk reaches the relay: http://127.0.0.1:7210")
    .option("--relay-for-devices <url>", "where its officers' devices reach it, on the desk's own origin", "/relay")
    .option("--public <url>", "where officers reach the desk, ending in /: https://desk.example/")
    .option("--timezone <name>", "IANA name", Intl.DateTimeFormat().resolvedOptions().timeZone)
    .option(
      "--heartbeat <seconds>",
      "between heartbeats until an agreement is in force",
      wholeNumber("--heartbeat", 1, HEARTBEAT_S_MAX),
      30,
    )
    .option("--join", "the link has been founded before: the desk joins it")
    .requiredOption("--out <file>", "the desk's papers.json; holds its keys, mode 0600")
    .description("Writes a desk's papers, with a device of its own and the posts' tickets.")
    .action(desk);
  withDeskKey(papers.command("add-relay"))
    .requiredOption("--papers <file>", "the desk's papers")
    .requiredOption("--name <name>", "what the relay's operator calls it (vado relay --name)")
    .requiredOption("--url <url>", "where the desk reaches it: http://127.0.0.1:7211")
    .option("--for-devices <url>", "where its officers' devices reach it, on the desk's own origin", "/relay2")
    .description(
      "Puts another relay into a desk's papers, so that a link may move there; stop the desk before, start it after.",
    )
    .action(addRelay);
  withDeskKey(papers.command("renew"))
    .requiredOption("--post <dirs...>", "the posts that have a new certificate, or new tickets")
    .requiredOption("--papers <file>", "the desk's papers")
    .option("--new-archive", "also a new device of the desk's own, which joins in place of the old one")
    .description("Puts posts' new issuing keys and tickets into a desk's papers; stop the desk before, start it after.")
    .action(renew);
}

interface AddRelayFlags extends PapersFlags {
  readonly name: string;
  readonly url: string;
  readonly forDevices: string;
}

function addRelay(flags: AddRelayFlags): void {
  const opened = openDeskPapers(flags);
  const papers = parseWire(DeskPapersSchema, opened.text);
  if (papers === undefined)
    throw new HostError("papers-bad", `${flags.papers} are not a desk's papers, or they are damaged; take their copy.`);
  const others = papers.relays.filter(({ name }) => name !== flags.name);
  const added = { name: flags.name, url: address("--url", flags.url), forDevices: flags.forDevices };
  if (papers.relay.name === flags.name)
    throw new HostError("relay-first", `${flags.name} is the desk's first relay already; choose another.`);
  opened.replace(textOf(checked({ ...papers, relays: [...others, added] })));
  say(
    `The desk of ${papers.agency} knows ${flags.name} now. Start it anew; then: vado link move --relay ${flags.name}`,
  );
}

async function relay(files: readonly string[], { out }: { readonly out: string }): Promise<void> {
  const accounts = new Map<string, string>();
  const known = existsSync(out);
  for (const file of known ? [out, ...files] : files) {
    const bytes = readFile(file, { what: "the file of accounts", bytesMax: ACCOUNTS_BYTES_MAX });
    const read = parseWire(AccountsFileSchema, Buffer.from(bytes).toString("utf8"));
    if (read === undefined)
      throw new HostError("accounts-bad", `${file} is no file of accounts; take the account.json of a post.`);
    for (const { id, publicKey } of read.accounts) {
      if ((accounts.get(id) ?? publicKey) !== publicKey)
        throw new HostError(
          "accounts-clash",
          `${file} gives another key for an account that is there already; ask whose it is.`,
        );
      accounts.set(id, publicKey);
    }
  }
  const text = JSON.stringify({ accounts: [...accounts].map(([id, publicKey]) => ({ id, publicKey })) }, null, 2);
  if (known) replaceSecret(out, Buffer.from(`${text}\n`));
  else writeNew(out, Buffer.from(`${text}\n`));
  say(`${accounts.size} accounts: ${out}. Start the relay anew to admit them: vado relay --accounts ${out}`);
}

interface DeskFlags {
  readonly post: readonly string[];
  readonly relay: string;
  readonly relayForDevices: string;
  readonly public?: string;
  readonly timezone: string;
  readonly heartbeat: number;
  readonly join?: boolean;
  readonly out: string;
}

async function desk(flags: DeskFlags): Promise<void> {
  const timezone = zone(flags.timezone);
  const relayUrl = address("--relay", flags.relay);
  const publicUrl = publicAddress(flags.public);
  const posts = await Promise.all(flags.post.map(readPost));
  const [first] = posts;
  if (first === undefined) throw new HostError("post-none", "Name at least one post with --post.");
  const { agency, side, stations, account } = first.secrets;
  const station = stations[side];
  for (const { secrets, charter, folder } of posts) {
    if (
      secrets.agency !== agency ||
      charter.id !== first.charter.id ||
      secrets.stations[secrets.side].id !== station.id
    )
      throw new HostError(
        "posts-apart",
        `${folder} is of another agency, charter or station than ${first.folder}; a desk stands at one station.`,
      );
  }
  const links = await Promise.all(
    posts.map((post) => linkPapers(post, foundingOf(post, flags), flags.heartbeat, Date.now())),
  );
  const operatorToken = base64url(nodeEntropy.bytes(24));
  const papers: DeskPapers = checked({
    v: 1,
    agency,
    station,
    timezone,
    relay: { url: relayUrl, forDevices: flags.relayForDevices },
    publicUrl,
    account,
    charter: base64url(first.charterBytes),
    charterId: first.charter.id,
    clock: null,
    operatorToken,
    stationToken: null,
    links,
  });
  writeNew(flags.out, Buffer.from(textOf(papers)), { secret: true });
  for (const post of posts) emptied(post);
  say(
    `Papers of the desk of ${agency} at ${station.name}, charter ${charterFingerprint(first.charter.id)}`,
    `  ${links.map(({ link, side: of, tickets }) => `${of} side of ${link}, ${Math.floor(tickets.length / 2)} devices can be admitted`).join("; ")}`,
    `Written to ${flags.out}, for the desk's machine alone: vado desk --papers ${flags.out}`,
  );
}

const foundingOf = ({ secrets }: Post, { join }: DeskFlags): Founding => {
  if (join === true) return null;
  return secrets.side === "sending" ? "founder" : "cofounder";
};

interface RenewFlags extends PapersFlags {
  readonly post: readonly string[];
  readonly newArchive?: boolean;
}

async function renew(flags: RenewFlags): Promise<void> {
  const opened = openDeskPapers(flags);
  const papers = parseWire(DeskPapersSchema, opened.text);
  if (papers === undefined)
    throw new HostError("papers-bad", `${flags.papers} are not a desk's papers, or they are damaged; take their copy.`);
  const posts = await Promise.all(flags.post.map(readPost));
  const links = [...papers.links];
  for (const post of posts) {
    const at = links.findIndex(({ link, side }) => link === post.secrets.link && side === post.secrets.side);
    const old = links[at];
    if (old === undefined || post.charter.id !== papers.charterId)
      throw new HostError("post-foreign", `The desk of ${flags.papers} does not stand at the post ${post.folder}.`);
    const renewed = await renewedPapers(old, post, flags.newArchive === true, Date.now());
    const { length } = renewed.tickets;
    if (length > DESK_TICKETS_MAX)
      throw new HostError(
        "tickets-many",
        `A desk's papers take ${DESK_TICKETS_MAX} tickets of a link at most; these would have ${length}.`,
      );
    links[at] = renewed;
  }
  opened.replace(textOf(checked({ ...papers, links })));
  for (const post of posts) emptied(post);
  say(`${flags.papers} are renewed. Start the desk anew.`);
}

/** What the desk itself will read. */
function checked(papers: unknown): DeskPapers {
  const parsed = v.safeParse(DeskPapersSchema, papers, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]) ?? "an option";
  throw new HostError("papers-option", `These papers would not do: look at ${where}.`);
}

const textOf = (papers: DeskPapers): string => `${JSON.stringify(papers)}\n`;

function address(option: string, text: string): string {
  if (/^https?:\/\/[^\s/?#]+$/.test(text)) return text;
  throw new HostError(
    "address-bad",
    `${option} takes an address without a path or a slash at its end: http://127.0.0.1:7210.`,
  );
}

/** Null: officers reach the desk at its own address. */
function publicAddress(text: string | undefined): string | null {
  if (text === undefined || /^https?:\/\/[^\s/?#]+\/([^\s?#]*\/)?$/.test(text)) return text ?? null;
  throw new HostError("address-bad", "--public takes an address that ends in /, such as https://desk.example/.");
}

function zone(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    throw new HostError("timezone-bad", `--timezone takes an IANA name such as America/Matamoros; not ${name}.`, error);
  }
}
