import type { Body, BodyOf, BodyType, Role, Side } from "@vado/protocol";
import type { LinkState } from "./state.ts";

/** An event in its place in the log, as every replica sees it. `side` and `role` come from the verified credential. */
export interface Entry<B extends Body = Body> {
  readonly seq: number;
  /** Ordering time, ms. */
  readonly time: number;
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
  /** The log position the sender had read when it sealed. */
  readonly seen: number;
  /** The event's id. */
  readonly intent: string;
  /** The device's own time of the act, ms. */
  readonly at: number;
  /** Said in a drill: judged and folded beside the real state, never in it. */
  readonly exercise?: boolean | undefined;
  readonly body: B;
}

/** One rule of the table: a pure question to state, event and ordering time. `says` completes "refused: …". */
export interface Guard<B extends Body = Body> {
  readonly rule: string;
  readonly says: string;
  holds(state: LinkState, entry: Entry<B>): boolean;
}

/**
 * *authorisation*: void when a guard fails. *statement*: likewise, but not bound to the clock-skew rule.
 * *fact*: the world has happened; only someone who may not speak of it is refused.
 */
export type Nature = "authorisation" | "statement" | "fact";

/** A row of the table of guards. */
export interface Row<T extends BodyType = BodyType> {
  readonly nature: Nature;
  readonly side: Side | "either";
  readonly roles: readonly Role[];
  readonly guards: readonly Guard<BodyOf<T>>[];
}
