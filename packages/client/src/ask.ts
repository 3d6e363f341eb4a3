import { type Refusal, TABLE, natureOf } from "@vado/flow";
import type { Body, BodyOf } from "@vado/protocol";
import { Body as BodySchema, OPS_TYPES } from "@vado/protocol";
import { orderingNow, type Core } from "./core.ts";
import { REMOVED, removalOf } from "./leave.ts";
import { mayDo, newIntent, type How } from "./outbox.ts";
import { actedOf } from "./said.ts";
import { kindsOf } from "./types.ts";

/** Whether an act may be done on this device now. */

export type Acted = NonNullable<BodyOf<"group.released">["acted"]>;
/** H8.order, of a GO that says it was given before what this device has read. */
const READ_ON = TABLE["group.released"].guards.find(({ rule }) => rule === "H8.order") as Refusal;

/** K160. */
const OUTSIDE: Refusal = { rule: "K160", says: "an observer is not in the channel of the two sides" };
/** K110. */
const PAUSED: Refusal = { rule: "K110", says: "this device is older than the charter admits" };

/** A body outside its schema is a fault of the caller: everybody, this device too, would refuse it (E3), and the act would be lost. */
function assertReadable(body: Body): void {
  const result = BodySchema["~standard"].validate(body);
  if ("issues" in result && result.issues !== undefined)
    throw new RangeError(
      `E3: this ${body.type} has a field that no member could read: ${result.issues[0]?.message ?? ""}`,
    );
}

export interface Asked {
  readonly intent: string;
  readonly body: Body;
  readonly refusal: Refusal | null;
}

export function ask<S>(core: Core<S>, make: (intent: string) => Body, how: How): Asked {
  const intent = newIntent(core);
  const body = make(intent);
  assertReadable(body);
  if (removalOf(core) !== null) return { intent, body, refusal: REMOVED };
  if (OPS_TYPES.has(body.type) && !kindsOf(core.config.identity).includes("ops"))
    return { intent, body, refusal: OUTSIDE };
  if (core.pausedFor !== null && natureOf(body.type) === "authorisation") return { intent, body, refusal: PAUSED };
  const acted = actedOf(body);
  if (acted !== undefined && acted.seq !== actedNow(core)?.seq) return { intent, body, refusal: READ_ON };
  // A GO given by what this device has alone is asked everything here: the log asks it less.
  const connected = core.connected && acted === undefined;
  return { intent, body, refusal: mayDo(core, { intent, at: core.ports.clock.now(), ...how, body }, connected) };
}

/** Where the device stands now, for a GO given without a connection; null before it has joined. */
export function actedNow<S>(core: Core<S>, radioCode?: string): Acted | null {
  const { meta, before } = core.sessions.record;
  if (meta.head === null) return null;
  const { seq, head } = before ?? { seq: meta.headSeq, head: meta.head };
  const code = radioCode === undefined ? {} : { radioCode };
  return { deviceTime: Math.floor(orderingNow(core)), seq, head, ...code };
}
