import { Command, CommanderError } from "commander";
import { HostError } from "@vado/host";
import { addAgency } from "./commands/agency.ts";
import { addApp } from "./commands/app.ts";
import { addAppFingerprint } from "./commands/app-fingerprint.ts";
import { addCertificate } from "./commands/certificate.ts";
import { addCharter } from "./commands/charter.ts";
import { addDevice } from "./commands/device.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addLink } from "./commands/link.ts";
import { addPapers } from "./commands/papers.ts";
import { addPost } from "./commands/post.ts";
import { addTicket } from "./commands/ticket.ts";

/** Commands for machines that never simulate anything. */
const NO_SIMULATOR = new Set([
  "app",
  "agency",
  "charter",
  "post",
  "ticket",
  "papers",
  "device",
  "link",
  "relay",
  "desk",
  "board",
]);

/** The `vado` command. Wrong use and trouble on the ground end with one clear sentence and exit code 2. */
const program = new Command("vado")
  .description("Controlled flow for border crossings: see it alive, replay a day, run its parts, see what is wrong.")
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showHelpAfterError(false)
  .showSuggestionAfterError(false);

// The simulator is the half of what could be loaded, and a ceremony's machine needs none of it.
if (!NO_SIMULATOR.has(process.argv[2] ?? "")) {
  const { addSimulated } = await import("./commands/simulated.ts");
  addSimulated(program);
}
addApp(program, "relay", "Runs a relay: it orders, keeps and hands out what it cannot read.");
addApp(program, "desk", "Runs an agency's own node: archive, offers, and its officers' app.");
addApp(program, "board", "Runs the public waiting board from published figures.");
addAppFingerprint(program);
addAgency(program);
addCharter(program);
addPost(program);
addTicket(program);
addPapers(program);
addDevice(program);
addLink(program);
addDoctor(program);
addCertificate(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = failed(error);
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const said =
      error.code === "commander.help"
        ? program.helpInformation()
        : `${error.message.replace(/^error: /, "").replaceAll("\n", " ")}; see vado --help`;
    process.stderr.write(`${said}\n`);
    return 2;
  }
  if (error instanceof HostError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  throw error;
}
