import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { LinkState } from "@vado/flow";
import type { Body, EventId } from "@vado/protocol";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { alarmsView, type AlarmRow } from "../model/alarms.ts";
import type { Device, LogEntry, Receipt, Snapshot } from "../model/device.ts";
import { indicationOf, knowsOf, type IndicationNow } from "../model/indication.ts";
import { goingView, movingView, type GoingRow, type MovingRow } from "../model/moving.ts";
import { queueView, type QueueRow } from "../model/queue.ts";
import { slotsTimeline, type Timeline } from "../model/timeline.ts";
import { Acknowledged } from "../model/acknowledged.ts";
import type { Act } from "./acts/act.ts";
import { LogBook } from "./log-book.ts";

/** The state of the screen, over the state of the link. Everything shown is computed from a snapshot and the clock, never kept. */

export type TabKey = "group" | "log" | "safety" | "team" | "terms";

/** What was done or refused last, told once. */
export type Notice =
  | { readonly kind: "done"; readonly intent: string; readonly body: Body }
  | { readonly kind: "refused"; readonly rule: string }
  | { readonly kind: "failed" };

export interface Room {
  readonly device: Device;
  readonly snapshot: ReadonlySignal<Snapshot>;
  /** The clock, by the second, and by ten seconds for what is costly to draw. */
  readonly now: ReadonlySignal<number>;
  readonly slow: ReadonlySignal<number>;
  readonly indication: ReadonlySignal<IndicationNow>;
  readonly queue: ReadonlySignal<readonly QueueRow[]>;
  readonly going: ReadonlySignal<readonly GoingRow[]>;
  readonly moving: ReadonlySignal<readonly MovingRow[]>;
  readonly alarms: ReadonlySignal<readonly AlarmRow[]>;
  readonly timeline: ReadonlySignal<Timeline>;
  readonly acknowledged: Acknowledged;
  readonly log: LogBook;
  readonly chat: LogBook;
  readonly selected: Signal<string | null>;
  readonly tab: Signal<TabKey>;
  /** The act that is being prepared in a dialog. */
  readonly act: Signal<Act | null>;
  readonly notice: Signal<Notice | null>;
  /** Does it, and tells how it went. */
  submit(make: (intent: EventId) => Body): Promise<boolean>;
  close(): void;
}

/** Half the span of the timeline, ms. */
export const TIMELINE_MS = 4 * 3_600_000;
/** A burst of entries is drawn at most this often. */
const DRAW_MS = 200;
const SLOW_MS = 10_000;

export function openRoom(device: Device): Room {
  const closers: (() => void)[] = [];
  const snapshot = paced(device.snapshot, DRAW_MS, closers);
  const now = computed(() => Math.max(device.clock.value, snapshot.value.asOf));
  const slow = computed(() => Math.floor(now.value / SLOW_MS) * SLOW_MS);
  const state = () => snapshot.value.state;
  const log = new LogBook(device, "record");
  const chat = new LogBook(device, "ops");
  for (const book of [log, chat])
    closers.push(
      effect(() => {
        void snapshot.value;
        book.refresh();
      }),
      () => book.close(),
    );
  const notice = signal<Notice | null>(null);
  let storing = false;
  const room: Room = {
    device,
    snapshot,
    now,
    slow,
    indication: computed(() => indicationOf(state(), now.value, knowsOf(device.me, snapshot.value))),
    queue: computed(() => queueView(state(), now.value)),
    going: computed(() => goingView(state(), now.value)),
    moving: computed(() => movingView(state(), now.value)),
    alarms: computed(() => alarmsView(state(), now.value, knowsOf(device.me, snapshot.value), log.entries.value)),
    timeline: computed(() => {
      const at = slow.value;
      return slotsTimeline(state(), at - TIMELINE_MS, at + TIMELINE_MS, at);
    }),
    acknowledged: new Acknowledged(device.drill === undefined ? device.me.device : `${device.me.device}/drill`),
    log,
    chat,
    selected: signal<string | null>(null),
    tab: signal<TabKey>("group"),
    act: signal<Act | null>(null),
    notice,
    async submit(make) {
      // A second press while the first is being stored is the same act.
      if (storing) return false;
      storing = true;
      notice.value = null;
      try {
        const made: { body: Body | null } = { body: null };
        const answer = await device.act((intent) => (made.body = make(intent)));
        if ("rule" in answer) notice.value = { kind: "refused", rule: answer.rule };
        else if (made.body !== null) notice.value = { kind: "done", intent: answer.intent, body: made.body };
        return "intent" in answer;
      } catch {
        notice.value = { kind: "failed" };
        return false;
      } finally {
        storing = false;
      }
    },
    close: () => {
      for (const close of closers) close();
    },
  };
  // Nobody sits before an empty sheet: who waits longest is shown, until somebody chooses.
  closers.push(
    effect(() => {
      const first = room.queue.value[0] ?? room.going.value[0] ?? room.moving.value[0];
      if (room.selected.peek() === null && first !== undefined) room.selected.value = first.code;
    }),
  );
  return room;
}

/** How far an entry of the own side has got: in the log it is at the relay, at least. */
export function receiptOf(room: Room, entry: LogEntry): Receipt {
  return entry.seq <= room.snapshot.value.readSeq[entry.kind] ? "read" : "relay";
}

/** A signal that follows another at most every `ms`, and never misses its last value. */
function paced<T>(source: ReadonlySignal<T>, ms: number, closers: (() => void)[]): ReadonlySignal<T> {
  const shown = signal(source.peek());
  let timer: ReturnType<typeof setTimeout> | null = null;
  let drawn = 0;
  const draw = () => {
    timer = null;
    drawn = performance.now();
    shown.value = source.peek();
  };
  closers.push(
    effect(() => {
      void source.value;
      if (timer !== null) return;
      const left = drawn + ms - performance.now();
      if (left <= 0) draw();
      else timer = setTimeout(draw, left);
    }),
    () => timer !== null && clearTimeout(timer),
  );
  return shown;
}

export const RoomContext = createContext<Room | null>(null);

/**
 * Has a part drawn anew with every change of the link. One that is handed a group or a hold and asks for nothing else needs it: the state
 * changes in place, so what it was handed looks the same as before, and signals pass it over.
 */
export function useLink(): LinkState {
  return useRoom().snapshot.value.state;
}

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("a part of the control room outside RoomApp");
  return room;
}
