import { computed, type ReadonlySignal } from "@preact/signals";
import type { Drill, LinkState } from "@vado/flow";
import type { Device, How, Snapshot } from "./device.ts";

/**
 * Two worlds of one device: what is real, and a drill. Each has its own state, outbox and log; whatever is done in the drill's carries
 * `exercise`. Shifts, signs of life and the line are the real ones in both.
 */

/** The way back from a drill's view, and the real device behind it. */
export interface DrillView {
  readonly real: Device;
  readonly leave: () => void;
}

/** The drill that is running at `now`, or null. */
export function runningDrill(state: Readonly<LinkState>, now: number): Drill | null {
  return state.drill !== null && now <= state.drill.until ? state.drill : null;
}

/** The device without what was said in drills. */
export function realOf(device: Device): Device {
  const snapshot = computed<Snapshot>(() => {
    const { value } = device.snapshot;
    if (value.outbox.every(({ exercise }) => exercise !== true)) return value;
    return { ...value, outbox: value.outbox.filter(({ exercise }) => exercise !== true) };
  });
  return viewOf(device, snapshot, {});
}

/** The device as it plays; its state is the drill's as long as one is running. */
export function drillOf(device: Device, leave: () => void): Device {
  const snapshot = computed<Snapshot>(() => {
    const { value } = device.snapshot;
    const { state } = value;
    const outbox = value.outbox
      .filter(({ exercise }) => exercise === true)
      .map(({ intent, at, body }) => ({ intent, at, body }));
    return state.drill === null ? value : { ...value, outbox, state: played(state, state.drill) };
  });
  const drill: DrillView = { real: realOf(device), leave };
  return {
    ...viewOf(device, snapshot, { exercise: true }),
    drill,
    // A ticket speaks of real people only.
    ticketFor: async () => ({ rule: "D3.kind", says: "this cannot be played in a drill" }),
    checkTicket: async () => ({ kind: "unreadable" }),
  };
}

function viewOf(device: Device, snapshot: ReadonlySignal<Snapshot>, how: How): Device {
  return {
    me: device.me,
    snapshot,
    clock: device.clock,
    undone: device.undone,
    desk: device.desk,
    ...(device.guard === undefined ? {} : { guard: device.guard }),
    dismiss: (intent) => device.dismiss(intent),
    may: (body) => device.may(body, how),
    act: (make) => device.act(make, how),
    acted: (code) => device.acted(code),
    ticketFor: (group) => device.ticketFor(group),
    checkTicket: (text) => device.checkTicket(text),
    log: (query) => device.log({ ...query, ...how }),
    channelCode: () => device.channelCode(),
    appFacts: () => device.appFacts(),
  };
}

/** The played link with what is never played: who is there, who may do what, and signs of life. */
function played(real: Readonly<LinkState>, { state }: Drill): LinkState {
  const { roster, delegated, heard, alive, devices } = real;
  return { ...state, roster, delegated, heard, alive, devices, trail: { ...state.trail, alive: real.trail.alive } };
}
