import { join } from "node:path";
import { HostError } from "@vado/host";
import { DeskPapersSchema, parseWire } from "@vado/protocol";
import type { Command } from "commander";
import { openDeskPapers, withDeskKey, type PapersFlags } from "./ceremony/sealed-papers.ts";

/** What the operator of a desk asks it, with the token in its papers. */

const ANSWER_MS_MAX = 10_000;

export interface DeskFlags extends PapersFlags {
  readonly desk: string;
}

/** The options that say which desk. */
export const atDesk = (command: Command): Command =>
  withDeskKey(
    command
      .option("--desk <url>", "where the desk is served", "http://127.0.0.1:7220/")
      .option("--papers <file>", "the desk's papers, for the operator's token", join(".vado", "desk", "papers.json")),
  );

/** Asks a running desk with the token in its papers; its answer as text. Throws `HostError` with its refusal in words. */
export async function askDesk(flags: DeskFlags, method: "GET" | "POST", path: string, body?: unknown): Promise<string> {
  const { desk } = flags;
  const authorization = `Bearer ${tokenIn(flags)}`;
  let response: Response;
  try {
    response = await fetch(new URL(path, desk.endsWith("/") ? desk : `${desk}/`), {
      method,
      headers: { authorization },
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new HostError("desk-away", `No desk answers at ${desk}.`, error);
  }
  const text = await response.text();
  if (response.ok) return text;
  throw new HostError("desk-refuses", `The desk refuses: ${detailOf(text)}`);
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === "string" ? detail.slice(0, 300) : "no reason given";
  } catch {
    return "no reason given";
  }
}

function tokenIn(flags: DeskFlags): string {
  const { papers } = flags;
  const token = parseWire(DeskPapersSchema, openDeskPapers(flags).text)?.operatorToken;
  if (token == null) throw new HostError("token-none", `There is no operator's token in the papers ${papers}.`);
  return token;
}
