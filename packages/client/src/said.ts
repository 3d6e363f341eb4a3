import { type LinkState, fold, natureOf } from "@vado/flow";
import type { Role } from "@vado/protocol";
import type { Core } from "./core.ts";
import type { OutboxItem } from "./types.ts";

/**
 * The state in which an act will find itself: after the facts and statements of this device that wait before it (K35). Authorisations that wait
 * are left out, since they may still be refused; of later acts only holds count, which go before everything (K30).
 */
export function stateAfterSaid<S>(core: Core<S>, item: { readonly intent: string }): Readonly<LinkState> {
  const own = core.outbox.find((one) => one.intent === item.intent)?.n ?? Infinity;
  const before = core.outbox.filter((one) => goesBefore(one, own));
  if (before.length === 0) return core.state;
  const { device, side, role } = core.config.identity;
  const state = JSON.parse(JSON.stringify(core.state)) as LinkState;
  for (const { intent, at, exercise, body } of before)
    fold(state, {
      seq: state.seq + 1,
      time: Math.max(state.time, at),
      device,
      side,
      role: role as Role,
      seen: core.state.seq,
      intent,
      at,
      exercise,
      body,
    });
  return state;
}

function goesBefore(item: OutboxItem, n: number): boolean {
  if (item.kind !== "record" || item.n === n || natureOf(item.body.type) === "authorisation") return false;
  return item.n < n || item.body.type === "hold.placed";
}
