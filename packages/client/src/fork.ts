import type { Side } from "@vado/protocol";
import type { Core } from "./core.ts";
import type { Session } from "./session.ts";
import { KINDS } from "./types.ts";

/**
 * From a fork alarm to its settlement (R8, K40, K100–K103). A device can't know which of two logs is the true one; people can, by telephone. Their word alone
 * is not enough either: a device whose log is not the one of both sides stays blocked, whatever they say, and has to come back as another.
 */

/** What has come together since the newest disagreement in a channel. */
export interface Settling {
  /** Whose word differed; null where the relay itself was caught. Its own heartbeats prove nothing. */
  readonly accused: string | null;
  /** Only a head from here on covers the entry in question. */
  readonly from: number;
  /** A duty officer of the side has said that the alarm is settled. */
  readonly said: Record<Side, boolean>;
  /** A heartbeat of the side, not of the accused, matched this device's own log. */
  readonly matched: Record<Side, boolean>;
}

const nobody = (): Record<Side, boolean> => ({ sending: false, receiving: false });
const both = (sides: Readonly<Record<Side, boolean>>): boolean => sides.sending && sides.receiving;

/** Raises the alarm, or begins its settlement anew: every new disagreement asks both sides again. The first reason stays, in words. */
export function raiseFork<S>(
  { meta }: Session<S>,
  says: string,
  { accused = null, seq = 0 }: { readonly accused?: string | null; readonly seq?: number } = {},
): void {
  meta.fork ??= says;
  meta.settling = {
    accused,
    from: Math.max(seq, meta.headSeq, meta.settling?.from ?? 0),
    said: nobody(),
    matched: nobody(),
  };
}

/** A heartbeat of `device` agrees with this device's own log of the channel at `seq`. */
export function headMatched<S>(
  { meta }: Session<S>,
  { device, side, seq }: { device: string; side: Side; seq: number },
): void {
  const { settling } = meta;
  if (settling === undefined || device === settling.accused || seq < settling.from) return;
  settling.matched[side] = true;
}

/** A duty officer of `side` has said in the log that the alarm is settled. */
export function settlementSaid<S>(core: Core<S>, side: Side): void {
  for (const kind of KINDS) {
    const { settling } = core.sessions[kind].meta;
    if (settling !== undefined) settling.said[side] = true;
  }
}

/** Ends the alarm of every channel where all of it has come together (K100). */
export function settleForks<S>(core: Core<S>): void {
  for (const kind of KINDS) {
    const { meta } = core.sessions[kind];
    if (meta.settling === undefined || !both(meta.settling.said) || !both(meta.settling.matched)) continue;
    meta.fork = null;
    delete meta.settling;
  }
}

/** How far the settlement is, for screens: of the channel that is less far. Null while nothing is in doubt. */
export function settlingOf<S>(core: Core<S>): Pick<Settling, "accused" | "said" | "matched"> | null {
  const open = KINDS.flatMap((kind) => core.sessions[kind].meta.settling ?? []);
  const [first] = open;
  if (first === undefined) return null;
  const all = (of: "said" | "matched", side: Side): boolean => open.every((one) => one[of][side]);
  const sides = (of: "said" | "matched") => ({ sending: all(of, "sending"), receiving: all(of, "receiving") });
  return {
    accused: open.find(({ accused }) => accused !== null)?.accused ?? null,
    said: sides("said"),
    matched: sides("matched"),
  };
}
