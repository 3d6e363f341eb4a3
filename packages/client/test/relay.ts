import type { AppendAnswer, Frame, FrameAppend, FrameStore, Transport } from "@vado/protocol";
import { TransportDown } from "@vado/protocol";
import { memoryFrameStore } from "@vado/relay";

/** What a test may do to one device's way to the relay. */
export interface Switches {
  /** Nothing gets through. */
  down: boolean;
  /** So many appends are stored and their answers lost. */
  loseAnswers: number;
  /** Called for every frame stored by this device, before its answer goes back. */
  stored: ((frame: FrameAppend) => void) | null;
  /** Every append is answered so, without being stored. */
  answer: AppendAnswer | null;
  /** What this device is shown instead of a page. */
  view: ((frames: readonly Frame[]) => readonly Frame[]) | null;
  /** Frames of one page at most. */
  pageFrames: number;
  /** Bytes of one page and channel, roughly at most. */
  pageBytes: number;
  /** Calls so far. */
  calls: { append: number; pull: number; groupInfos: number };
}

export const newSwitches = (): Switches => ({
  down: false,
  loseAnswers: 0,
  stored: null,
  answer: null,
  view: null,
  pageFrames: 128,
  pageBytes: 1_000_000,
  calls: { append: 0, pull: 0, groupInfos: 0 },
});

/** A relay in memory, honest except where a device's switches say otherwise. */
export class TestRelay {
  readonly store: FrameStore = memoryFrameStore();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Everything logged in a channel. */
  frames(channel: string): Promise<readonly Frame[]> {
    return this.store.read(channel, 0, 1_000_000, Infinity);
  }

  async append(frame: FrameAppend): Promise<AppendAnswer> {
    const answer = await this.store.append(frame, this.#now());
    if (answer.kind === "conflict") return answer;
    return { kind: "stored", seq: answer.seq, receivedAt: answer.receivedAt };
  }

  /** Puts bytes of nobody's into a channel, in the place where an honest append would stand. */
  async plant(
    channel: string,
    kind: Frame["kind"],
    bytes: Uint8Array,
    options: { key?: string; groupInfo?: Uint8Array } = {},
  ): Promise<number> {
    const { seq, lastCommitSeq } = await this.store.head(channel);
    const key = options.key ?? `planted-key-${seq}-0123456789`;
    const info = kind === "commit" ? { groupInfo: options.groupInfo ?? new Uint8Array([1, 2, 3]) } : {};
    await this.append({ channel, kind, key, expectCommit: lastCommitSeq, bytes, ...info });
    return seq + 1;
  }

  transport(switches: Switches): Transport {
    const reach = (): void => {
      if (switches.down) throw new TransportDown("down");
    };
    return {
      append: async (frame) => {
        switches.calls.append++;
        reach();
        if (switches.answer !== null) return switches.answer;
        const answer = await this.append(frame);
        if (answer.kind !== "stored") return answer;
        switches.stored?.(frame);
        if (switches.loseAnswers > 0) {
          switches.loseAnswers--;
          throw new TransportDown("the answer was lost");
        }
        return answer;
      },
      pull: async (cursors) => {
        switches.calls.pull++;
        reach();
        const pages = await Promise.all(
          cursors.map(({ channel, after }) => this.store.read(channel, after, switches.pageFrames, switches.pageBytes)),
        );
        const frames = pages.flat();
        return switches.view === null ? frames : switches.view(frames);
      },
      adopt: async (channel, page) => {
        reach();
        return this.store.adopt(channel, page);
      },
      groupInfos: async (channel) => {
        switches.calls.groupInfos++;
        reach();
        return this.store.groupInfos(channel, 8);
      },
    };
  }
}
