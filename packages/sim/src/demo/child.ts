import type { ChildProcess } from "node:child_process";

/** What the demo does with all its child processes alike. */

/** The environment of a child: no notice about `node:sqlite`, and nothing of a debugger or of npm. */
export function childEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
}

/** Resolves once the process is gone; `SIGKILL` unless another signal is named. */
export async function killed(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  await gone;
}
