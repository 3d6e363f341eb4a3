import { openOuterKey, openStock, type Stock } from "@vado/channel";
import { HostError, nodeCrypto } from "@vado/host";
import { base64url } from "@vado/protocol";
import { POST_TICKETS_MAX, rawKey, writePost, type Post, type PostSecrets } from "./post.ts";
import { withPaper } from "./kinds.ts";

/** What a post does with stocks of tickets that come to it. */

/** Checks a stock for a post's link. Throws `HostError`. */
export async function readStock(post: Post, file: string, bytes: Uint8Array): Promise<Stock> {
  const stock = await withPaper(file, () => openStock(nodeCrypto, post.charter, bytes));
  if (stock.link !== post.secrets.link)
    throw new HostError(
      "stock-foreign",
      `${file} is for the link ${stock.link}; the post ${post.folder} stands on ${post.secrets.link}.`,
    );
  return stock;
}

/** Takes the post's own stock back, signed by both sides, with the outer key if it came along. Returns how many tickets are new. */
export async function takeStock(post: Post, file: string, stock: Stock): Promise<{ fresh: number; outerKey: boolean }> {
  const { secrets, folder } = post;
  if (stock.side !== secrets.side || stock.agency !== secrets.agency)
    throw new HostError(
      "stock-foreign",
      `${file} is a stock of the other side: countersign it (vado ticket countersign) and send it back.`,
    );
  if (new Set(stock.signedBy).size !== 2)
    throw new HostError(
      "stock-half",
      `${file} lacks the other side's signature: have the other desk countersign it (vado ticket countersign).`,
    );
  const known = new Set(secrets.tickets);
  const fresh = stock.tickets.map((ticket) => Buffer.from(ticket).toString("utf8")).filter((one) => !known.has(one));
  const tickets = [...secrets.tickets, ...fresh];
  if (tickets.length > POST_TICKETS_MAX)
    throw new HostError(
      "stock-many",
      `A post keeps ${POST_TICKETS_MAX} tickets at most; put those that are there into the desk's papers first.`,
    );
  const given = await givenOuterKey(post, file, stock);
  writePost(folder, { ...secrets, tickets, outerKey: given ?? secrets.outerKey });
  return { fresh: fresh.length, outerKey: given !== null };
}

/** A key that came along and is not had yet. One that differs from the own is refused: the link would fall apart. */
async function givenOuterKey(post: Post, file: string, stock: Stock): Promise<PostSecrets["outerKey"]> {
  const { outerKey: paper } = stock.papers;
  if (paper === null) return null;
  const { secrets, charter } = post;
  const ports = { crypto: nodeCrypto };
  const seed = rawKey(secrets.exchange);
  const own = await nodeCrypto.x25519FromSeed(seed);
  const opened = await withPaper(
    file,
    () => openOuterKey(ports, charter, secrets.link, own, paper),
    "Make a new stock with this post and have it countersigned.",
  );
  const key = base64url(opened);
  if (secrets.outerKey === null) return key;
  if (secrets.outerKey === key) return null;
  throw new HostError(
    "outer-key-other",
    `${file} brings another outer key than ${post.folder} has: both sides founded the link; one of both makes its post anew with --join.`,
  );
}
