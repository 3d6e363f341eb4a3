import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Command } from "commander";

/** `vado relay` starts the relay as a process of its own: nothing this command loads is in it. */
export function addRelay(program: Command): void {
  program
    .command("relay")
    .description("Runs a relay. Options are the relay's own: vado relay --help.")
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_flags: unknown, command: Command) => {
      const main = createRequire(import.meta.url).resolve("@vado/app-relay");
      const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...command.args], {
        stdio: "inherit",
      });
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
      process.exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
    });
}
