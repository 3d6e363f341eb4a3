import type { Transport } from "@vado/protocol";
import { memoryFrameStore } from "../../../../packages/relay/src/memory-store.ts";

// By its file: the entry of the relay also loads what only Node has.
/** A relay in the page's memory: opening is measured, not the network. */
export function memoryRelay(now: () => number): Transport {
  const store = memoryFrameStore();
  return {
    async append(frame) {
      const answer = await store.append(frame, now());
      if (answer.kind === "conflict") return answer;
      return { kind: "stored", seq: answer.seq, receivedAt: answer.receivedAt };
    },
    pull: async (cursors) =>
      (await Promise.all(cursors.map(({ channel, after }) => store.read(channel, after, 128, 1_000_000)))).flat(),
    groupInfos: (channel) => store.groupInfos(channel, 8),
  };
}
