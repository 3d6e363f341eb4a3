// Tests look at the screens in a real browser.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { capture } from "./exec.mjs";
import { say } from "./root.mjs";
import { SetupError } from "./setup.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const INSTALL = ["-qq", "-y", "--no-install-recommends", "install", "chromium"];
const COMMAND = "sudo apt-get update && sudo apt-get install --no-install-recommends chromium";

/**
 * The path of a Chromium: what VADO_CHROMIUM names, else what is installed, else from Debian's packages where this process may
 * install them. Throws `SetupError` with the command that installs one.
 */
export async function ensureChromium() {
  const named = process.env.VADO_CHROMIUM;
  if (named) {
    if (runs(named)) return named;
    throw new SetupError(`VADO_CHROMIUM names ${named}, which can't be run.`);
  }
  const there = installed();
  if (there !== null) return there;
  if (process.getuid?.() === 0 && inPath(["apt-get"]) !== null) {
    say("Installing Chromium from the system's packages, once: the tests look at the screens in it ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await capture("apt-get", ["-qq", "update"], { env });
    const { output } = await capture("apt-get", INSTALL, { env });
    const now = installed();
    if (now !== null) return now;
    say(output.trim());
  }
  throw new SetupError(
    `The tests need Chromium. Install it, for example with \`${COMMAND}\`, or name one in VADO_CHROMIUM; then run npm test again.`,
  );
}

const installed = () => inPath(NAMES);

function inPath(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => [...folders, "/usr/bin"].map((folder) => join(folder, name)));
  return paths.find(runs) ?? null;
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
