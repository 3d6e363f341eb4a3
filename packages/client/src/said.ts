import { type LinkState, fold, natureOf } from "@vado/flow";
import type { Body, BodyOf, Role } from "@vado/protocol";
import { orderingNow, type Core } from "./core.ts";
import type { ChannelKind, OutboxItem } from "./types.ts";

/** What this device has said and not sent yet. */

/** Where and when a GO was given without a connection; undefined for everything else. */
export function actedOf(body: Body): BodyOf<"group.released">["acted"] {
  return body.type === "group.released" ? body.acted : undefined;
}

/**
 * How far this device says that it had read, in what it seals now. While a GO given offline waits, that is no more than was read
 * when GO was given: it and all that goes before it was said then, and whoever had shown to know more could not give it (OF2).
 */
export function seenNow<S>(core: Core<S>, kind: ChannelKind): { readonly seq: number; readonly head: string | null } {
  const { meta } = core.sessions[kind];
  const go = kind === "record" ? core.outbox.find(({ body }) => actedOf(body) !== undefined) : undefined;
  const acted = go && actedOf(go.body);
  return acted === undefined ? { seq: meta.headSeq, head: meta.head } : { seq: acted.seq, head: acted.head };
}

/**
 * The state in which an act will find itself: after what this device has said before it (K35), facts, statements and GOs given offline.
 * Other authorisations that wait are left out, since they may still be refused; of later acts only holds count, which go before everything (K30).
 */
export function stateAfterSaid<S>(core: Core<S>, item: { readonly intent: string } | null): Readonly<LinkState> {
  const own = core.outbox.find((one) => one.intent === item?.intent)?.n ?? Infinity;
  const before = core.outbox.filter((one) => goesBefore(one, own));
  if (before.length === 0) return core.state;
  const { device, side, role } = core.config.identity;
  const state = JSON.parse(JSON.stringify(core.state)) as LinkState;
  const seen = seenNow(core, "record").seq;
  for (const { intent, at, exercise, body } of before)
    fold(state, {
      seq: state.seq + 1,
      time: Math.max(state.time, saidAt(core, at, body)),
      device,
      side,
      role: role as Role,
      seen: actedOf(body)?.seq ?? seen,
      intent,
      at,
      exercise,
      body,
    });
  return state;
}

/** Ordering time of an act by this device's reckoning, ms. */
function saidAt<S>(core: Core<S>, at: number, body: Body): number {
  return actedOf(body)?.deviceTime ?? Math.min(at + core.offset, orderingNow(core));
}

function goesBefore(item: OutboxItem, n: number): boolean {
  if (item.kind !== "record" || item.n === n) return false;
  if (natureOf(item.body.type) === "authorisation" && actedOf(item.body) === undefined) return false;
  return item.n < n || item.body.type === "hold.placed";
}
