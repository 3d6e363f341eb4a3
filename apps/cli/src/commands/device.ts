import { join } from "node:path";
import type { Command } from "commander";
import { HostError } from "@vado/host";
import {
  DEVICES_PATH,
  DeskPapersSchema,
  DevicesSchema,
  REMOVALS_PATH,
  REVOCATIONS_PATH,
  base64url,
  parseWire,
  type DeskDevice,
} from "@vado/protocol";
import { readFile } from "../ceremony/files.ts";
import { openDeskPapers, withDeskKey, type PapersFlags } from "../ceremony/sealed-papers.ts";

/** `vado device`: what the operator of a desk asks it about devices, with the token in its papers. */

const ANSWER_MS_MAX = 10_000;
const REVOCATION_BYTES_MAX = 2 * 1024;

interface Flags extends PapersFlags {
  readonly desk: string;
}

export function addDevice(program: Command): void {
  const device = program.command("device").description("Lists and takes out devices of one's own desk.");
  const at = (command: Command): Command =>
    withDeskKey(
      command
        .option("--desk <url>", "where the desk is served", "http://127.0.0.1:7220/")
        .option("--papers <file>", "the desk's papers, for the operator's token", join(".vado", "desk", "papers.json")),
    );
  at(device.command("list"))
    .option("--keys", "with each member's key, which a root's revocation names")
    .description("Prints the devices of the own agency and side on the desk's links.")
    .action(async (flags: Flags & { readonly keys?: boolean }) => {
      const text = await ask(flags, "GET", DEVICES_PATH);
      const listed = parseWire(DevicesSchema, text);
      if (listed === undefined) throw new HostError("desk-strange", `What answers at ${flags.desk} is no desk.`);
      for (const one of listed.devices)
        process.stdout.write(`${lineOf(one)}${flags.keys === true ? `  ${one.signatureKey ?? "no key yet"}` : ""}\n`);
    });
  at(device.command("remove"))
    .argument("<device>", "its name, as `vado device list` prints it")
    .description("Takes out a device that this desk enrolled: no API at once, out of the link within a minute.")
    .action(async (name: string, flags: Flags) => {
      const known = parseWire(DevicesSchema, await ask(flags, "GET", DEVICES_PATH))?.devices;
      await ask(flags, "POST", REMOVALS_PATH, { device: name });
      process.stdout.write(`${name} is being taken out.\n`);
      const one = known?.find(({ device: listed }) => listed === name);
      if (one !== undefined) process.stdout.write(`${couldKnow(one)}\n`);
    });
  at(device.command("revoke"))
    .argument("<file>", "a revocation that an agency's root has signed")
    .description("Hands in a revocation: whoever it names is taken out, of whatever agency, and never comes back.")
    .action(async (file: string, flags: Flags) => {
      await ask(flags, "POST", REVOCATIONS_PATH, { revocation: base64url(readRevocation(file)) });
      process.stdout.write("The revocation is taken and is being carried out.\n");
    });
}

/** What whoever holds it could have read. */
function couldKnow({ link, heardAt }: DeskDevice): string {
  if (heardAt === null) return `It was never heard on ${link}. See docs/lost-phone.md.`;
  const at = new Date(heardAt).toISOString();
  return `It was last heard on ${link} at ${at}; until it is out it can read what is said there. See docs/lost-phone.md.`;
}

function lineOf({ link, device, role, standing, heardAt }: DeskDevice): string {
  const heard = heardAt === null ? "never heard" : `last heard ${new Date(heardAt).toISOString()}`;
  return `${link}  ${device}  ${role}  ${standing}  ${heard}`;
}

async function ask(flags: Flags, method: "GET" | "POST", path: string, body?: unknown): Promise<string> {
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

function tokenIn(flags: Flags): string {
  const { papers } = flags;
  const token = parseWire(DeskPapersSchema, openDeskPapers(flags).text)?.operatorToken;
  if (token == null) throw new HostError("token-none", `There is no operator's token in the papers ${papers}.`);
  return token;
}

function readRevocation(file: string): Uint8Array {
  return readFile(file, { what: "the revocation", bytesMax: REVOCATION_BYTES_MAX });
}
