import type { Law } from "@vado/client";
import { decide, fold, type LinkState } from "@vado/flow";
import type { Body, Frame } from "@vado/protocol";

/** Bugs planted on purpose: a simulator that does not find them within fifty seeds has failed. */
export type Plant =
  | "fan-out-before-durable"
  | "grant-not-consumed"
  | "hidden-hold"
  | "offline-go-ignores-hold"
  | "closing-grant-given-away";

/** The law that a plant puts in the place of the true one, if it does. */
export function plantedLaw(plant: Plant | undefined): { readonly law?: Law } {
  if (plant === "grant-not-consumed") return { law: grantNotConsumed };
  if (plant === "offline-go-ignores-hold") return { law: offlineGoIgnoresHold };
  return plant === "closing-grant-given-away" ? { law: closingGrantGivenAway } : {};
}

/** A law under which a release uses up no grant: the group stays confirmed, and its officer may say GO again. */
const grantNotConsumed: Law = {
  decide,
  fold(state, entry) {
    const verdict = fold(state, entry);
    if (entry.body.type === "group.released" && verdict.voidedBy === null)
      forgetRelease(state, entry.body.group, entry.body.grant);
    return verdict;
  },
};

function forgetRelease(state: LinkState, code: string, grantId: string): void {
  const group = state.groups[code];
  const grant = state.grants[grantId];
  if (group === undefined || grant === undefined) return;
  group.phase = "confirmed";
  grant.usedSeq = null;
  state.live.push(grantId);
  state.moving = state.moving.filter((moving) => moving !== code);
}

/** A law under which a GO given offline is not asked for holds, known or not. */
const offlineGoIgnoresHold: Law = {
  decide(state, entry, knows) {
    return decide(isOfflineGo(entry.body) ? { ...state, holds: {} } : state, entry, knows);
  },
  fold(state, entry) {
    if (!isOfflineGo(entry.body)) return fold(state, entry);
    const { holds } = state;
    state.holds = {};
    const verdict = fold(state, entry);
    state.holds = { ...holds, ...state.holds };
    return verdict;
  },
};

const isOfflineGo = (body: Body): boolean => body.type === "group.released" && body.acted !== undefined;

/** A law under which a grant that ended is no longer in the way of the next one, though a GO under it may still be on its way. */
const closingGrantGivenAway: Law = {
  decide(state, entry, knows) {
    return decide(entry.body.type === "slot.granted" ? { ...state, live: openOnly(state) } : state, entry, knows);
  },
  fold(state, entry) {
    if (entry.body.type !== "slot.granted") return fold(state, entry);
    const closing = state.live.filter((id) => !openOnly(state).includes(id));
    state.live = openOnly(state);
    const verdict = fold(state, entry);
    state.live = [...closing, ...state.live];
    return verdict;
  },
};

const openOnly = (state: LinkState): string[] => state.live.filter((id) => state.grants[id]?.ended === null);

/** Shows one side a log without the first hold, the rest moved up by one: what a hostile relay would try. Only under the null cipher can it tell. */
export class HoldHider {
  readonly #hidden = new Map<string, number>();

  /** The cursor a relay must be asked with, for what the victim believes to have seen. */
  asked(channel: string, after: number): number {
    const hidden = this.#hidden.get(channel);
    return hidden !== undefined && after >= hidden ? after + 1 : after;
  }

  shown(frames: readonly Frame[]): Frame[] {
    const out: Frame[] = [];
    for (const frame of frames) {
      if (!this.#hidden.has(frame.channel) && new TextDecoder().decode(frame.bytes).includes('\\"hold.placed\\"'))
        this.#hidden.set(frame.channel, frame.seq - 1);
      const hidden = this.#hidden.get(frame.channel);
      if (hidden === undefined || frame.seq <= hidden) out.push(frame);
      else if (frame.seq > hidden + 1) out.push({ ...frame, seq: frame.seq - 1 });
    }
    return out;
  }
}
