import { Command, CommanderError } from "commander";
import { HostError } from "@vado/host";
import { addBench } from "./commands/bench.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addRelay } from "./commands/relay.ts";
import { addReplay } from "./commands/replay.ts";

/** The `vado` command. Wrong use and trouble on the ground end with one clear sentence and exit code 2. */
const program = new Command("vado")
  .description("Controlled flow for border crossings: replay a day, run a relay, see what is wrong.")
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .showHelpAfterError(false);

addReplay(program);
addRelay(program);
addDoctor(program);
addBench(program);

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
        : `${error.message.replace(/^error: /, "")}; see vado --help`;
    process.stderr.write(`${said}\n`);
    return 2;
  }
  if (error instanceof HostError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  throw error;
}
