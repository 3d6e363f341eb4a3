/**
 * One window holds a device: several of one browser share its vault, and a group's keys may be used by one only. The window that
 * holds the Web Lock sits; others wait in line and may ask for the seat. A window that was frozen while another took the seat
 * finds its vault claimed (`VaultLost`), so that not even then both write.
 */
export interface SeatEvents {
  /** This window holds the device from now on. Never rejects. */
  sit(): Promise<void>;
  /** Another window is taking it: when this resolves nothing more is written here. Never rejects. */
  rise(): Promise<void>;
  /** The window that sits has something new to show. */
  news(): void;
}

export interface Seat {
  /** Resolves when it is known whether this window sits or waits. */
  readonly settled: Promise<void>;
  /** Takes the device from the window that holds it. */
  take(): void;
  /** Tells waiting windows that there is something new. */
  tell(): void;
  leave(): Promise<void>;
}

/** A page that is being left lets go of its lock within this, ms; longer means that another window sits. */
const SETTLE_MS = 600;
/** A window that was asked to rise and does not within this is frozen, ms: the lock is taken away. */
const RISE_MS_MAX = 2_000;
/** Windows that wait step out of line for this long when another wants the seat, ms. */
const STEP_ASIDE_MS = 3_000;

export function seatOf(device: string, events: SeatEvents): Seat {
  const name = `vado-device-${device}`;
  const wire = new BroadcastChannel(name);
  /** The request that waits in line. */
  let inLine: AbortController | undefined;
  /** Lets go of the lock; there while this window sits. */
  let letGo: (() => void) | undefined;
  /** Sitting and rising follow one another; a wish to rise may come while this window is still sitting down. */
  let turn: Promise<void> = Promise.resolve();
  let wanting = false;
  let left = false;
  let settle: () => void = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  setTimeout(settle, SETTLE_MS);

  function lineUp(): void {
    if (left || wanting || inLine !== undefined || letGo !== undefined) return;
    inLine = new AbortController();
    request({ signal: inLine.signal });
  }

  function request(options: LockOptions): void {
    const held = navigator.locks.request(name, options, async () => {
      inLine = undefined;
      wanting = false;
      const released = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      await (turn = turn.then(() => events.sit()));
      settle();
      await released;
    });
    // It rejects when the request was called off, and when the lock was taken away.
    void held
      .catch(() => undefined)
      .then(async () => {
        await rise();
        lineUp();
      });
  }

  async function rise(): Promise<void> {
    const release = letGo;
    letGo = undefined;
    if (release === undefined) return;
    await (turn = turn.then(() => events.rise()));
    release();
  }

  function stepOut(): void {
    inLine?.abort();
    inLine = undefined;
  }

  wire.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (data === "news") events.news();
    if (data !== "rise") return;
    if (letGo !== undefined) return void rise();
    if (wanting) return;
    stepOut();
    setTimeout(lineUp, STEP_ASIDE_MS);
  });
  lineUp();

  return {
    settled,
    take() {
      if (letGo !== undefined || wanting) return;
      lineUp();
      wanting = true;
      wire.postMessage("rise");
      setTimeout(() => {
        if (!wanting || left) return;
        stepOut();
        request({ steal: true });
      }, RISE_MS_MAX);
    },
    tell: () => wire.postMessage("news"),
    async leave() {
      left = true;
      stepOut();
      await rise();
      wire.close();
    },
  };
}
