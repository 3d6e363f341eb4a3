import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { HostError } from "@vado/host";
import { afterAll, vi } from "vitest";
import { addAgency } from "../src/commands/agency.ts";
import { addCharter } from "../src/commands/charter.ts";
import { addPapers } from "../src/commands/papers.ts";
import { addPost } from "../src/commands/post.ts";
import { addTicket } from "../src/commands/ticket.ts";

/** Two agencies and their ceremony, by the commands themselves, in this process. */

export const folder = mkdtempSync(join(tmpdir(), "vado-ceremony-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
export const at = (...names: string[]): string => join(folder, ...names);

/** What a command said, or the one sentence with which it refused. */
export interface Said {
  readonly out: string;
  readonly refused: string | null;
}

/** Runs one command as the terminal would. Anything that is no clear sentence is thrown: it is a bug. */
export async function vado(...args: readonly string[]): Promise<Said> {
  const program = new Command("vado").exitOverride().configureOutput({ writeErr: () => {} });
  for (const add of [addAgency, addCharter, addPost, addTicket, addPapers]) add(program);
  let out = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    await program.parseAsync(["node", "vado", ...args]);
    return { out, refused: null };
  } catch (error) {
    if (error instanceof HostError || error instanceof CommanderError) return { out, refused: error.message };
    throw error;
  } finally {
    write.mockRestore();
  }
}

/** The same where it must go well. */
export async function does(...args: readonly string[]): Promise<string> {
  const { out, refused } = await vado(...args);
  if (refused !== null) throw new Error(`vado ${args.join(" ")}: ${refused}`);
  return out;
}

export const PASSPHRASES = { sur: "correct horse battery staple", norte: "otra frase bastante larga" } as const;
export type Place = keyof typeof PASSPHRASES;
export const PLACES: readonly Place[] = ["sur", "norte"];
export const SIDES = { sur: "sending", norte: "receiving" } as const;

export const withRoot = (place: Place): string[] => [
  "--root",
  at(place, "root.json"),
  "--passphrase-file",
  at(`${place}.pass`),
  "--yes",
];

/** Files by name in the order of the ceremony; everything is there afterwards. */
export async function wholeCeremony(): Promise<void> {
  for (const place of PLACES) {
    writeFileSync(at(`${place}.pass`), `${PASSPHRASES[place]}\n`, { mode: 0o600 });
    await does("agency", "new", `rio-${place}`, "--out", at(place), "--passphrase-file", at(`${place}.pass`));
  }
  await draft(at("draft.json"));
  for (const place of PLACES)
    await does("charter", "sign", at("draft.json"), ...withRoot(place), "--out", at(`charter-${place}.json`));
  await does("charter", "join", at("charter-sur.json"), at("charter-norte.json"), "--out", at("charter.json"));
  for (const place of PLACES) await newPost(place, at(`post-${place}`));
  for (const place of PLACES) {
    await certify(place, at(`post-${place}`), at(`certificate-${place}.json`));
    await does("post", "take", at(`post-${place}`), at(`certificate-${place}.json`));
    await does(
      "ticket",
      "stock",
      at(`post-${place}`),
      "--shift",
      "first",
      "--count",
      "6",
      "--out",
      at(`stock-${place}.json`),
    );
  }
  await does("ticket", "countersign", at("post-norte"), at("stock-sur.json"), "--yes", "--out", at("both-sur.json"));
  await does("ticket", "countersign", at("post-sur"), at("stock-norte.json"), "--yes", "--out", at("both-norte.json"));
}

export const draft = (out: string, ...more: string[]): Promise<string> =>
  does(
    "charter",
    "draft",
    "--corridor",
    "rio",
    "--agency",
    at("sur", "agency.json"),
    at("norte", "agency.json"),
    "--link",
    "puente=rio-sur:rio-norte",
    "--out",
    out,
    ...more,
  );

export const newPost = (place: Place, out: string, ...more: string[]): Promise<string> =>
  does(
    "post",
    "new",
    out,
    "--charter",
    at("charter.json"),
    "--link",
    "puente",
    "--side",
    SIDES[place],
    "--from",
    "SUR Orilla Sur",
    "--to",
    "NOR Orilla Norte",
    ...more,
  );

export const certify = (place: Place, post: string, out: string): Promise<string> =>
  does(
    "agency",
    "certify",
    join(post, "request.json"),
    "--charter",
    at("charter.json"),
    ...withRoot(place),
    "--out",
    out,
  );

/** Every secret there is: seeds in posts and papers, and the passphrases. */
export function secrets(): string[] {
  const seeds = PLACES.flatMap((place) => {
    const text = readFileSync(at(`post-${place}`, "post.json"), "utf8");
    const { account, exchange, issuing, requested, outerKey } = JSON.parse(text) as {
      account: { privateKey: string };
      exchange: string;
      issuing: { privateKey: string } | null;
      requested: string | null;
      outerKey: string | null;
    };
    return [account.privateKey, exchange, issuing?.privateKey, requested, outerKey];
  });
  return [...seeds.filter((seed) => typeof seed === "string"), ...Object.values(PASSPHRASES)];
}
