import type { Adopted, Frame, FrameStore, RelayDevice, StoreAnswer, StoredGroupInfo } from "@vado/protocol";
import { packBatch, unpackAnswer, type BatchAnswers } from "./calls.ts";
import type { FrameDatabaseOptions, TimedAppend } from "./database.ts";
import { localEngine, workerEngine, type StoreEngine } from "./engine.ts";

/** How a store runs. */
export interface FrameStoreOptions extends FrameDatabaseOptions {
  /** Runs in the caller's thread, without timers: for simulation and tests. Default false. */
  readonly inThread?: boolean;
  /** Most frames in one transaction. */
  readonly batchFramesMax?: number;
}

interface Pending {
  readonly frame: TimedAppend;
  readonly resolve: (answer: StoreAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The relay's store on one machine: `node:sqlite`, `synchronous=FULL`, group commit. Rejects with `HostError` when the
 * database can't be opened. An append resolves only after the COMMIT that holds it.
 */
export async function sqliteFrameStore(path: string, options: FrameStoreOptions = {}): Promise<FrameStore> {
  const engine = options.inThread === true ? localEngine(path, options) : await workerEngine(path, options);
  return batchingStore(engine, options.batchFramesMax ?? 512);
}

/** Transactions under way at once: while one is on its way to the disk, the next one already waits at the worker. */
const BATCHES_UNDER_WAY_MAX = 2;
/** From this many on, what waits for an idle worker is sent in two halves, so that both threads stay busy in turn. */
const HALVE_FROM_FRAMES = 16;

function batchingStore(engine: StoreEngine, batchFramesMax: number): FrameStore {
  const pending: Pending[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || underWay >= BATCHES_UNDER_WAY_MAX) return;
    scheduled = true;
    // A microtask later: everything that arrived in this turn goes together.
    queueMicrotask(() => {
      scheduled = false;
      void flush();
    });
  }

  async function flush(): Promise<void> {
    if (pending.length === 0) return;
    const half = underWay === 0 && pending.length >= HALVE_FROM_FRAMES ? Math.ceil(pending.length / 2) : pending.length;
    const batch = pending.splice(0, Math.min(half, batchFramesMax));
    underWay += 1;
    if (pending.length > 0) schedule();
    try {
      const call = { name: "append", batch: packBatch(batch.map(({ frame }) => frame)) } as const;
      const answers = (await engine.call(call)) as BatchAnswers;
      batch.forEach(({ resolve }, n) => resolve(unpackAnswer(answers, n)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay -= 1;
      if (pending.length > 0) schedule();
    }
  }

  return {
    append: (frame, receivedAt) =>
      new Promise((resolve, reject) => {
        pending.push({ frame: { ...frame, receivedAt }, resolve, reject });
        schedule();
      }),
    read: async (channel, after, limit, maxBytes) =>
      (await engine.call({ name: "read", channel, after, limit, maxBytes })) as Frame[],
    head: async (channel) => (await engine.call({ name: "head", channel })) as { seq: number; lastCommitSeq: number },
    groupInfos: async (channel, limit) =>
      (await engine.call({ name: "groupInfos", channel, limit })) as StoredGroupInfo[],
    adopt: async (channel, page) => (await engine.call({ name: "adopt", channel, page })) as Adopted,
    forget: async (before, limit) => (await engine.call({ name: "forget", before, limit })) as number,
    putDevice: async (device) => {
      await engine.call({ name: "putDevice", device });
    },
    device: async (id) => (await engine.call({ name: "device", id })) as RelayDevice | undefined,
    close: async () => {
      await engine.call({ name: "close" });
    },
  };
}
