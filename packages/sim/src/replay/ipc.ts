import { fork, type ChildProcess } from "node:child_process";

/** Calls to a child process over its private pipe: one question, one answer. */

interface Question {
  readonly id: number;
  readonly call: string;
  readonly data: unknown;
}
type Answer = { readonly id: number; readonly ok: unknown } | { readonly id: number; readonly error: string };

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
    if ("error" in answer) asked?.reject(new Error(answer.error));
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
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  });
  process.on("disconnect", () => process.exit(0));
}
