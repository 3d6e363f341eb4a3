import type { FrameAppend, FrameStore, StoreAnswer } from "@vado/protocol";

/** A test framework's `test`. */
type Test = (name: string, body: () => Promise<void>) => void;

/** A store under test. `reopen` closes it and opens the same data again; without it, durability is not tested. */
export interface StoreUnderTest {
  readonly store: FrameStore;
  readonly reopen?: () => Promise<FrameStore>;
  end(): Promise<void>;
}

const A = "channel-a-aaaaaaaaaaaaaaa";
const B = "channel-b-bbbbbbbbbbbbbbb";

/** A message with its key as its bytes. */
function message(key: string, expectCommit = 0, channel = A): FrameAppend {
  return { channel, kind: "message", key, expectCommit, bytes: bytesOf(key) };
}

function commit(key: string, expectCommit: number, channel = A): FrameAppend {
  return { channel, kind: "commit", key, expectCommit, bytes: bytesOf(key), groupInfo: bytesOf(`info of ${key}`) };
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function equal(actual: unknown, wanted: unknown, what: string): void {
  const [got, expected] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (got !== expected) throw new Error(`${what}: got ${got}, wanted ${expected}`);
}

const stored = (seq: number, receivedAt: number, repeated = false): StoreAnswer => ({
  kind: "stored",
  seq,
  receivedAt,
  repeated,
});
const conflict = (seq: number, lastCommitSeq: number): StoreAnswer => ({ kind: "conflict", seq, lastCommitSeq });

/** What every `FrameStore` must do (relay SPEC, R1 to R4 and RD). An adapter is done when this passes on it. */
export function frameStoreConformance(test: Test, open: () => Promise<StoreUnderTest>): void {
  const rule = (name: string, body: (under: StoreUnderTest) => Promise<void>): void =>
    test(name, async () => {
      const under = await open();
      try {
        await body(under);
      } finally {
        await under.end();
      }
    });

  rule("R1 an append succeeds only if it expects the channel's last commit", async ({ store }) => {
    equal(await store.append(message("m1", 1), 10), conflict(0, 0), "a commit that never was, in an empty channel");
    equal(await store.append(commit("c1", 0), 10), stored(1, 10), "first commit");
    equal(await store.append(message("m2", 0), 11), conflict(1, 1), "message before the commit");
    equal(await store.append(commit("c2", 0), 11), conflict(1, 1), "racing commit");
    equal(await store.append(message("m3", 1), 12), stored(2, 12), "message after the commit");
    equal(
      await store.append(commit("c3", 1), 13),
      stored(3, 13),
      "second commit: the head may be later than the last commit",
    );
    equal(await store.append(message("m4", 2), 13), conflict(3, 3), "a sequence that is no commit");
    equal(await store.head(A), { seq: 3, lastCommitSeq: 3 }, "head");
    equal(await store.head(B), { seq: 0, lastCommitSeq: 0 }, "head of a channel never written");
  });

  rule("R1 of racing commits exactly one wins", async ({ store }) => {
    for (let round = 0; round < 5; round += 1) {
      const { lastCommitSeq } = await store.head(A);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => store.append(commit(`r${round}-${i}`, lastCommitSeq), round)),
      );
      equal(answers.filter(({ kind }) => kind === "stored").length, 1, "winners");
    }
    equal(await store.head(A), { seq: 5, lastCommitSeq: 5 }, "head");
  });

  rule(
    "RM1 a channel is brought from elsewhere in order, is nobody's until its end, and takes nothing more then",
    async (under) => {
      const { store } = under;
      const frame = (seq: number, kind: "commit" | "message" = "message") => ({
        channel: A,
        seq,
        kind,
        key: `brought-${seq}`,
        receivedAt: 100 + seq,
        bytes: bytesOf(`b${seq}`),
      });
      const none = { frames: [], groupInfos: [], end: false };
      equal(await store.adopt(A, none), { seq: 0, open: false }, "nothing yet");
      equal(await store.head(A), { seq: 0, lastCommitSeq: 0 }, "asking makes nothing");
      equal(
        await store.adopt(A, { ...none, frames: [frame(1, "commit"), frame(2)] }),
        { seq: 2, open: false },
        "first page",
      );
      equal(
        await store.adopt(A, { ...none, frames: [frame(2), frame(4)] }),
        { seq: 2, open: false },
        "again, and a gap",
      );
      equal(await store.append(message("early", 1), 500), conflict(0, 0), "an append before the end");
      equal(await store.append(commit("founding", 0), 500), conflict(0, 0), "a founding before the end");
      equal((await store.read(A, 0, 10, 1_000)).length, 0, "readers before the end");
      equal((await store.groupInfos(A, 8)).length, 0, "GroupInfos before the end");
      const infos = [{ commitSeq: 1, bytes: bytesOf("info") }];
      equal(
        await store.adopt(A, { frames: [frame(3)], groupInfos: infos, end: true }),
        { seq: 3, open: true },
        "the end",
      );
      const now = under.reopen === undefined ? store : await under.reopen();
      equal(await now.adopt(A, { ...none, frames: [frame(4)] }), { seq: 3, open: true }, "after the end");
      equal(await now.head(A), { seq: 3, lastCommitSeq: 1 }, "head");
      equal(
        (await now.read(A, 0, 10, 1_000)).map(({ seq, key, receivedAt }) => [seq, key, receivedAt]),
        [
          [1, "brought-1", 101],
          [2, "brought-2", 102],
          [3, "brought-3", 103],
        ],
        "frames",
      );
      equal(
        (await now.groupInfos(A, 8)).map(({ commitSeq }) => commitSeq),
        [1],
        "GroupInfos",
      );
      equal(await now.append(message("brought-2", 1), 50), stored(2, 102, true), "a key that was brought");
      equal(await now.append(message("next", 1), 50), stored(4, 103), "order and time go on");
      equal((await now.adopt(B, none)).open, false, "another channel");
    },
  );

  rule("R11 forgets the bytes of old messages, and nothing else", async (under) => {
    const { store } = under;
    await store.append(commit("c1", 0), 1_000);
    await store.append(message("m1", 1), 1_001);
    await store.append({ ...message("e1", 1), kind: "endorsement" }, 1_002);
    await store.append(message("b1", 0, B), 1_500);
    await store.append(message("m2", 1), 2_000);
    while ((await store.forget(2_000, 1)) > 0);
    const now = under.reopen === undefined ? store : await under.reopen();
    const texts = (await now.read(A, 0, 10, 1_000)).map(({ seq, key, bytes }) => [seq, key, textOf(bytes)]);
    equal(
      texts,
      [
        [1, "c1", "c1"],
        [2, "m1", ""],
        [3, "e1", "e1"],
        [4, "m2", "m2"],
      ],
      "frames",
    );
    equal(
      (await now.read(B, 0, 10, 1_000)).map(({ bytes }) => bytes.length),
      [0],
      "the other channel",
    );
    equal(await now.append(message("m1", 0), 3_000), stored(2, 1_001, true), "the same key for ever");
    equal((await now.forget(2_000, 10)) >= 0 && (await now.read(A, 3, 1, 100)).length, 1, "again");
    equal((await now.groupInfos(A, 8)).length, 1, "GroupInfos");
  });

  rule("R2 the same key gets the same answer, whatever came since and whatever it carries", async ({ store }) => {
    await store.append(message("m1"), 10);
    await store.append(commit("c1", 0), 20);
    equal(await store.append(message("m1"), 30), stored(1, 10, true), "repeated message after a commit");
    equal(
      await store.append({ ...message("m1", 2), bytes: bytesOf("other") }, 30),
      stored(1, 10, true),
      "other bytes under the key",
    );
    equal(await store.append(commit("c1", 0), 30), stored(2, 20, true), "repeated commit");
    const twice = await Promise.all([store.append(message("m2", 2), 30), store.append(message("m2", 2), 31)]);
    equal(twice, [stored(3, 30), stored(3, 30, true)], "one key twice at once");
    equal(
      (await store.read(A, 0, 10, 1e6)).map(({ bytes }) => textOf(bytes)),
      ["m1", "c1", "m2"],
      "log",
    );
    equal(await store.append(message("m1", 0, B), 40), stored(1, 40), "the key in another channel");
  });

  rule("R2 a key that met a conflict is free: nothing was stored under it", async ({ store }) => {
    await store.append(commit("c1", 0), 1);
    equal(await store.append(message("m1", 0), 2), conflict(1, 1), "conflict");
    equal(await store.append(message("m1", 1), 3), stored(2, 3), "with the right commit");
  });

  rule(
    "R3 a commit and its GroupInfo are stored together, newest first, at most as many as asked for",
    async ({ store }) => {
      for (let i = 0; i < 10; i += 1) await store.append(commit(`c${i}`, i), i);
      await store.append(commit("late", 3), 11);
      const infos = await store.groupInfos(A, 8);
      equal(
        infos.map(({ commitSeq }) => commitSeq),
        [10, 9, 8, 7, 6, 5, 4, 3],
        "sequences",
      );
      equal(textOf(infos[0]?.bytes ?? new Uint8Array()), "info of c9", "newest");
      equal(await store.groupInfos(B, 8), [], "another channel");
    },
  );

  rule("R4 one gapless order per channel, whose times never decrease", async ({ store }) => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.append(message(`m${i}`, 0, i % 2 ? A : B), 100 - i)),
    );
    equal(answers.filter(({ kind }) => kind === "stored").length, 40, "stored");
    for (const channel of [A, B]) {
      const frames = await store.read(channel, 0, 100, 1e6);
      equal(
        frames.map(({ seq }) => seq),
        Array.from({ length: 20 }, (_, i) => i + 1),
        "sequences",
      );
      equal(
        frames.every((frame, i) => i === 0 || frame.receivedAt >= (frames[i - 1]?.receivedAt ?? 0)),
        true,
        "times",
      );
    }
  });

  rule("RD2 a page keeps to both limits, but has one frame at least", async ({ store }) => {
    for (let i = 0; i < 5; i += 1) await store.append({ ...message(`m${i}`), bytes: new Uint8Array(100) }, i);
    const seqs = async (after: number, limit: number, maxBytes: number) =>
      (await store.read(A, after, limit, maxBytes)).map(({ seq }) => seq);
    equal(await seqs(0, 3, 1e6), [1, 2, 3], "frames");
    equal(await seqs(1, 9, 300), [2, 3, 4], "bytes, at the limit");
    equal(await seqs(1, 9, 299), [2, 3], "bytes, one past it");
    equal(await seqs(4, 9, 1), [5], "one frame at least");
    equal([await seqs(5, 9, 1e6), await seqs(99, 9, 1e6)], [[], []], "at and beyond the head");
  });

  rule("RD3 a frame is read back as it was given", async ({ store }) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    await store.append({ channel: A, kind: "endorsement", key: "e1", expectCommit: 0, bytes }, 5);
    const [frame] = await store.read(A, 0, 1, 1e6);
    equal(
      { ...frame, bytes: [...(frame?.bytes ?? [])] },
      { channel: A, seq: 1, kind: "endorsement", key: "e1", receivedAt: 5, bytes: [...bytes] },
      "frame",
    );
  });

  rule("RD4 devices are kept by id and can be renewed", async ({ store }) => {
    const device = { id: "device-1", publicKey: bytesOf("k".repeat(32)), account: "account", expiresAt: 100 };
    equal(await store.device("device-1"), undefined, "before");
    await store.putDevice(device);
    await store.putDevice({ ...device, expiresAt: 200 });
    const found = await store.device("device-1");
    equal(
      [found?.expiresAt, found?.account, textOf(found?.publicKey ?? bytesOf(""))],
      [200, "account", "k".repeat(32)],
      "device",
    );
  });

  rule("RD1 after a restart all is as it was: log, heads, keys, GroupInfos, devices", async ({ store, reopen }) => {
    await store.append(commit("c1", 0), 50);
    await store.append(message("m1", 1), 60);
    await store.putDevice({ id: "device-1", publicKey: bytesOf("k".repeat(32)), account: "account", expiresAt: 100 });
    if (reopen === undefined) return;
    const again = await reopen();
    equal(await again.head(A), { seq: 2, lastCommitSeq: 1 }, "head");
    equal(await again.append(message("m1", 1), 70), stored(2, 60, true), "repeated key");
    equal(await again.append(message("m2", 1), 40), stored(3, 60), "time never decreases");
    equal((await again.groupInfos(A, 8)).length, 1, "GroupInfos");
    equal((await again.device("device-1"))?.expiresAt, 100, "device");
  });
}
