import { Worker } from "node:worker_threads";
import { HostError } from "../host-error.ts";
import { perform, type StoreCall } from "./calls.ts";
import { openFrameDatabase, type FrameDatabaseOptions } from "./database.ts";
import type { WorkerReply } from "./worker.ts";

/** Where the database runs. Calls are done in order. */
export interface StoreEngine {
  call(call: StoreCall): Promise<unknown>;
}

/** In this thread: for the simulator and for tests of the database itself. Throws `HostError` at once. */
export function localEngine(path: string, options: FrameDatabaseOptions): StoreEngine {
  const database = openFrameDatabase(path, options);
  return { call: async (call) => perform(database, call) };
}

/** In a worker thread, so that a waiting disk holds up nobody. Rejects with `HostError` when the database can't be opened. */
export async function workerEngine(path: string, options: FrameDatabaseOptions): Promise<StoreEngine> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: { path, options } });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let next = 1;
  let dead: Error | undefined;

  function die(error: Error): void {
    dead ??= error;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  }
  worker.on("error", die);
  worker.on("exit", () => die(new HostError("store-closed", "The store is closed.")));
  worker.on("message", (reply: WorkerReply) => {
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("result" in reply) entry?.resolve(reply.result);
    else
      entry?.reject(
        reply.error.host ? new HostError(reply.error.code, reply.error.message) : new Error(reply.error.message),
      );
  });

  await new Promise((resolve, reject) => waiting.set(0, { resolve, reject }));
  return {
    call(call) {
      if (dead !== undefined) return Promise.reject(dead);
      const id = next++;
      const transfer = call.name === "append" ? [call.batch.block] : [];
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, call }, transfer);
      });
    },
  };
}
