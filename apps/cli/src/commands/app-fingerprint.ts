import { join } from "node:path";
import type { Command } from "commander";
import { readAppList } from "@vado/host";
import { inFives } from "@vado/protocol";

/** Where `npm run` leaves the built app. */
const BUILT = join(import.meta.dirname, "../../../web/dist");

/** `vado app`: what the web app is, for people who compare. */
export function addAppFingerprint(program: Command): void {
  program
    .command("app")
    .description("About the web app that a desk serves.")
    .command("fingerprint")
    .argument("[folder]", "a built app; without it the one that belongs to these sources")
    .option("--json", "one line of JSON")
    .description("Checks every file of a built app against its list, and prints 30 digits over all of them.")
    .action(async (folder: string | undefined, flags: { json?: boolean }) => {
      const { version, files, fingerprint } = await readAppList(folder ?? BUILT);
      const line =
        flags.json === true
          ? JSON.stringify({ version, files: files.length, fingerprint })
          : `App ${version}, ${files.length} files, fingerprint ${inFives(fingerprint)}`;
      process.stdout.write(`${line}\n`);
    });
}
