import { parentPort, workerData } from "node:worker_threads";
import { HostError } from "../host-error.ts";
import { perform, type StoreCall } from "./calls.ts";
import { openFrameDatabase, type FrameDatabaseOptions } from "./database.ts";

/** The store's thread: opens the database, then answers calls in the order they come. */
export type WorkerReply =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number;
      readonly error: { readonly code: string; readonly message: string; readonly host: boolean };
    };

const port = parentPort;
if (port === null) throw new Error("frames/worker.ts runs as a worker thread only");
const { path, options } = workerData as { readonly path: string; readonly options: FrameDatabaseOptions };

/** Id 0 is the opening itself. */
try {
  const database = openFrameDatabase(path, options);
  port.postMessage({ id: 0, result: undefined } satisfies WorkerReply);
  port.on("message", ({ id, call }: { readonly id: number; readonly call: StoreCall }) => {
    try {
      port.postMessage({ id, result: perform(database, call) } satisfies WorkerReply);
    } catch (error) {
      port.postMessage(failure(id, error));
    }
    if (call.name === "close") port.close();
  });
} catch (error) {
  port.postMessage(failure(0, error));
  port.close();
}

function failure(id: number, error: unknown): WorkerReply {
  const host = error instanceof HostError;
  return {
    id,
    error: { code: host ? error.code : "unknown", message: error instanceof Error ? error.message : "unknown", host },
  };
}
