import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Command } from "commander";

/** Entry file of an app of ours: what `node` is started with. */
export function appEntry(name: "relay" | "desk" | "board" | "web"): string {
  return createRequire(import.meta.url).resolve(`@vado/app-${name}`);
}

/** `vado relay|desk|board` starts the app as a process of its own: nothing this command loads is in it. */
export function addApp(program: Command, name: "relay" | "desk" | "board", description: string): void {
  program
    .command(name)
    .description(`${description} Options are its own: vado ${name} --help.`)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_flags: unknown, command: Command) => {
      const child = spawn(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", appEntry(name), ...command.args],
        {
          stdio: "inherit",
        },
      );
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
      process.exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
    });
}
