import type { Command } from "commander";
import { DeskHealthSchema, HEALTH_PATH, MOVES_PATH, parseWire } from "@vado/protocol";
import { HostError } from "@vado/host";
import { askDesk, atDesk, type DeskFlags } from "../ask-desk.ts";

/** How long the command waits for the other side's word and the copy, and how often it looks, ms. */
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

/** `vado link`: what the operator of a desk does with one of its links. */
export function addLink(program: Command): void {
  const link = program.command("link").description("Moves a link of one's own desk to another relay.");
  atDesk(link.command("move"))
    .requiredOption("--link <id>", "the link that is to move")
    .requiredOption("--relay <name>", "where to, as the papers of both desks call it")
    .description(
      "Says for this side that the link goes on at another relay; it does once the other side has said the same.",
    )
    .action(async (flags: DeskFlags & { readonly link: string; readonly relay: string }) => {
      await askDesk(flags, "POST", MOVES_PATH, { link: flags.link, relay: flags.relay });
      process.stdout.write(
        `This side says that ${flags.link} goes on at ${flags.relay}. It does once the other side says the same.\n`,
      );
      process.stdout.write(
        (await isThere(flags))
          ? `${flags.link} is at ${flags.relay}, all of it; the relay before is not needed any more.\n`
          : `${flags.link} is not there yet. Keep the relay before until \`vado link where\` says that it is.\n`,
      );
    });
  atDesk(link.command("where"))
    .description("Prints at which relay each link of the desk is.")
    .action(async (flags: DeskFlags) => {
      for (const { link: id, relay, moving } of await linksOf(flags))
        process.stdout.write(`${id}  ${relay ?? "the desk's first relay"}${moving ? "  moving" : ""}\n`);
    });
}

async function isThere(flags: DeskFlags & { readonly link: string; readonly relay: string }): Promise<boolean> {
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_EVERY_MS) {
    const found = (await linksOf(flags)).find(({ link }) => link === flags.link);
    if (found?.relay === flags.relay && !found.moving) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

async function linksOf(flags: DeskFlags) {
  const health = parseWire(DeskHealthSchema, await askDesk(flags, "GET", HEALTH_PATH));
  if (health === undefined) throw new HostError("desk-strange", `What answers at ${flags.desk} is no desk.`);
  return health.links;
}
