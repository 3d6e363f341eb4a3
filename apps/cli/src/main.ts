import { Command, CommanderError } from "commander";
import { HostError } from "@vado/host";
import { addApp } from "./commands/app.ts";
import { addAppFingerprint } from "./commands/app-fingerprint.ts";
import { addBench } from "./commands/bench.ts";
import { addCertificate } from "./commands/certificate.ts";
import { addDemo } from "./commands/demo.ts";
import { addDevice } from "./commands/device.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addRecord } from "./commands/record.ts";
import { addReplay } from "./commands/replay.ts";

/** The `vado` command. Wrong use and trouble on the ground end with one clear sentence and exit code 2. */
const program = new Command("vado")
  .description("Controlled flow for border crossings: see it alive, replay a day, run its parts, see what is wrong.")
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showHelpAfterError(false)
  .showSuggestionAfterError(false);

addDemo(program);
addReplay(program);
addRecord(program);
addApp(program, "relay", "Runs a relay: it orders, keeps and hands out what it cannot read.");
addApp(program, "desk", "Runs an agency's own node: archive, offers, and its officers' app.");
addApp(program, "board", "Runs the public waiting board from published figures.");
addAppFingerprint(program);
addDevice(program);
addDoctor(program);
addBench(program);
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
