import type { Command } from "commander";
import {
  countersign,
  issueExchangeKey,
  issueTicketStock,
  openStock,
  packStock,
  sealOuterKey,
  TICKET_STOCK_MAX,
} from "@vado/channel";
import { HostError, nodeCrypto, nodeEntropy } from "@vado/host";
import { writeNew } from "../ceremony/files.ts";
import { readKind, withPaper } from "../ceremony/kinds.ts";
import { issuerOf, rawKey, readPost } from "../ceremony/post.ts";
import { confirm } from "../ceremony/terminal.ts";
import { readStock } from "../ceremony/tickets.ts";
import { stockFingerprint, stockWords } from "../ceremony/words.ts";
import { wholeNumber } from "../options.ts";

/** `vado ticket`: admissions in stock, each signed by both sides before any device can use it. */

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

export function addTicket(program: Command): void {
  const ticket = program
    .command("ticket")
    .description("Stocks of admission tickets: made by one side's desk, countersigned by the other's.");
  ticket
    .command("stock")
    .argument("<post>", "the folder of the own post")
    .option("--count <tickets>", "how many; each device takes two", wholeNumber("--count", 1, TICKET_STOCK_MAX), 64)
    .requiredOption("--shift <name>", "the agency's name of the shift they are for: letters, digits, dots, dashes")
    .requiredOption("--out <file>", "where to write the stock, for the other side's desk")
    .description("Makes a stock of tickets for devices of the own side.")
    .action(make);
  ticket
    .command("countersign")
    .argument("<post>", "the folder of the own post")
    .argument("<stock>", "the stock that the other side's desk has made")
    .option("--yes", "do not ask, for scripts")
    .requiredOption("--out <file>", "where to write it, for the other side's desk to take")
    .description("Shows a stock of the other side in words and signs every ticket.")
    .action(sign);
}

async function make(
  folder: string,
  flags: { readonly count: number; readonly shift: string; readonly out: string },
): Promise<void> {
  const post = await readPost(folder);
  const { issuer, paper } = await issuerOf(post, Date.now());
  const { agency, side } = paper;
  const terms = { agency, side, shift: flags.shift, count: flags.count };
  const tickets = await issueTicketStock(nodeCrypto, nodeEntropy, issuer, terms).catch((error: unknown) => {
    throw new HostError("shift-bad", "--shift takes up to 64 letters, digits, dots and dashes.", error);
  });
  const { publicKey } = await nodeCrypto.x25519FromSeed(rawKey(post.secrets.exchange));
  const exchange = await issueExchangeKey(nodeCrypto, issuer, paper, publicKey);
  const bytes = packStock(tickets, { exchange, outerKey: null });
  writeNew(flags.out, bytes);
  say(
    ...stockWords(await openStock(nodeCrypto, post.charter, bytes)),
    `Fingerprint  ${stockFingerprint(bytes)}`,
    `Send ${flags.out} to the other side's desk: vado ticket countersign`,
  );
}

async function sign(
  folder: string,
  file: string,
  flags: { readonly yes?: boolean; readonly out: string },
): Promise<void> {
  const post = await readPost(folder);
  const { issuer, paper } = await issuerOf(post, Date.now());
  const { bytes } = readKind(file, "vado/stock/1");
  const stock = await readStock(post, file, bytes);
  if (stock.side === paper.side)
    throw new HostError(
      "stock-own",
      stock.signedBy.length === 2
        ? `${file} is countersigned already, and of this post's own side: vado post take ${folder} ${file}`
        : `${file} is of this post's own side; the other side's desk countersigns it.`,
    );
  if (stock.signedBy.length === 2)
    throw new HostError("stock-signed", `${file} is countersigned already; send it back to the desk that made it.`);
  await confirm([...stockWords(stock), `Fingerprint  ${stockFingerprint(bytes)}`], { yes: flags.yes === true });
  const tickets = await withPaper(file, () => countersign(nodeCrypto, post.charter, issuer, stock.tickets));
  const { outerKey } = post.secrets;
  const ports = { crypto: nodeCrypto, entropy: nodeEntropy };
  const sealed = outerKey === null ? null : await sealOuterKey(ports, issuer, stock.exchange, rawKey(outerKey));
  const signed = packStock(tickets, { exchange: stock.papers.exchange, outerKey: sealed });
  await openStock(nodeCrypto, post.charter, signed);
  writeNew(flags.out, signed);
  say(
    `Countersigned: ${flags.out}.${sealed === null ? "" : " The key of the link's outer seal is in it, sealed to that desk."}`,
    `Send it back: vado post take <folder> ${flags.out}`,
  );
}
