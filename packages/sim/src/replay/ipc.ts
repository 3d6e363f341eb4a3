import { fork, type ChildProcess } from "node:child_process";
import { HostError } from "@vado/host";

/** Calls to a child process over its private pipe: one question, one answer. */

interface Question {
  readonly id: number;
  readonly call: string;
  readonly data: unknown;
}
type Answer =
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly error: string; readonly host: string | null };

/** The child died before it answered. */
export class ChildLost extends Error {
  override readonly name = "ChildLost";
}

export interface Child {
  readonly process: ChildProcess;
  call<T>(call: string, data?: unknown): Promise<T>;
  /** Resolves once the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a module of this package as a process of its own. */
export function startChild(module: URL): Child {
  const child = fork(module, {
    serialization: "advanced",
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  let gone = false;
  const lost = () => {
    gone = true;
    for (const asked of waiting.values()) asked.reject(new ChildLost("the process ended"));
    waiting.clear();
  };
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve(lost())));
  child.on("error", lost);
  child.on("message", (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer)
      asked?.reject(answer.host === null ? new Error(answer.error) : new HostError(answer.host, answer.error));
    else asked?.resolve(answer.ok);
  });
  return {
    process: child,
    call: (call, data) =>
      new Promise((resolve, reject) => {
        if (gone || !child.connected) return reject(new ChildLost("the process ended"));
        const id = next++;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, call, data } satisfies Question, (error) => {
          if (error === null) return;
          waiting.delete(id);
          reject(new ChildLost("the process ended"));
        });
      }),
    async kill(signal = "SIGKILL") {
      if (!gone) child.kill(signal);
      await exited;
    },
  };
}

/** The other end: answers each call in turn; ends when the parent is gone. */
export function answerParent(handlers: Readonly<Record<string, (data: never) => unknown>>): void {
  let last: Promise<unknown> = Promise.resolve();
  process.on("message", ({ id, call, data }: Question) => {
    last = last.then(async () => {
      try {
        const ok = await handlers[call]?.(data as never);
        process.send?.({ id, ok });
      } catch (error) {
        process.send?.({ id, ...told(error) });
      }
    });
  });
  process.on("disconnect", () => process.exit(0));
}

/** What the ground could not do stays one sentence on its way to the parent; anything else is a bug, with its stack. */
function told(error: unknown): { error: string; host: string | null } {
  const grounded = groundError(error);
  if (grounded !== null) return { error: grounded.message, host: grounded.code };
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error), host: null };
}

/** A full or failing disk under the evidence, as `HostError`; null for what is none of the ground's fault. */
export function groundError(error: unknown): HostError | null {
  if (error instanceof HostError) return error;
  if (!(error instanceof Error) || !("code" in error)) return null;
  if (error.code === "ENOSPC")
    return new HostError(
      "disk-full",
      "The disk is full; free some space, or give a folder on another disk with --out.",
      error,
    );
  if (error.code === "EIO" || error.code === "EROFS")
    return new HostError("disk-error", "The disk cannot be written; give a folder on another disk with --out.", error);
  return null;
}
