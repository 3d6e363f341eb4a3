import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** The board as an operator starts it: a process of its own, found by the address it prints. */

const MAIN = join(import.meta.dirname, "../src/main.ts");

export interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<number | null>;
}

/** What a process said, once it has ended. */
export function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = fork(MAIN, args, { silent: true });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (text) => (stdout += String(text)));
  child.stderr?.on("data", (text) => (stderr += String(text)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

export async function start(...args: string[]): Promise<Running> {
  const child = fork(MAIN, ["--port", "0", ...args], { silent: true });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    const listen = (text: unknown): void => {
      said += String(text);
      const [found] = /http:\/\/\S+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", () => reject(new Error(said)));
  });
  return {
    url,
    child,
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
