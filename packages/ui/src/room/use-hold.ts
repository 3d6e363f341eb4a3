import { openHolds, type Hold } from "@vado/flow";
import type { GroupCode } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { useRoom } from "./room.ts";

/** HOLD: one act, at once, for anyone. A second press of the same key does not place a second one. */
export function useHold(): { hold: (code: string | null) => Promise<void>; standing: readonly Hold[] } {
  const room = useRoom();
  const { state, outbox } = room.snapshot.value;
  const standing = openHolds(state);
  const hold = async (code: string | null) => {
    const { side } = room.device.me;
    const same = (group: string | null | undefined) => (group ?? null) === code;
    // One that this side has lifted does not stop any more once the other side lifts it too.
    const stands = openHolds(state).some((one) => same(one.group) && one.side === side && !one.lifted[side]);
    const waits = outbox.some(({ body }) => body.type === "hold.placed" && same(body.group));
    if (stands || waits) {
      room.act.value = { kind: "resume" };
      return;
    }
    const reason = t(room.device.drill === undefined ? "room.holdReason" : "drill.holdReason");
    await room.submit((intent) => ({
      type: "hold.placed",
      hold: intent,
      reason,
      ...(code === null ? {} : { group: code as GroupCode }),
    }));
  };
  return { hold, standing };
}
