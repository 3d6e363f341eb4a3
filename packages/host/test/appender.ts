import { sqliteFrameStore } from "@vado/host";

/** A child that appends as fast as it can, 32 at a time, and prints each key once its append is acknowledged. */
const store = await sqliteFrameStore(process.argv[2] ?? "");
const lane = async (name: number): Promise<void> => {
  for (let i = 0; ; i += 1) {
    const key = `lane-${name}-${process.pid}-${i}`;
    const frame = {
      channel: "k".repeat(24),
      kind: "message",
      key,
      expectCommit: 0,
      bytes: new Uint8Array(512).fill(name),
    } as const;
    const answer = await store.append(frame, i);
    process.stdout.write(`${key} ${answer.seq}\n`);
  }
};
await Promise.all(Array.from({ length: 32 }, (_, name) => lane(name)));
