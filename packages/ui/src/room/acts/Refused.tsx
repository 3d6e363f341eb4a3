import type { Body } from "@vado/protocol";
import { todoOf, whyOf } from "../../model/rule-text.ts";
import { RuleId } from "../../parts/RuleId.tsx";
import { Say } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** Asks the law about an act that is being prepared; null when it is allowed. */
export function useRefusal(body: Body | null): string | null {
  const room = useRoom();
  // Asked again by the second and with every entry: a window opens, a hold is placed.
  void room.now.value;
  void room.snapshot.value;
  return body === null ? null : (room.device.may(body)?.rule ?? null);
}

/** Why it cannot be done, and what to do. */
export function Refused({ rule }: { readonly rule: string | null }) {
  return (
    <p class="room-refused" role="status">
      {rule !== null && (
        <>
          <strong>
            <Say words={whyOf(rule)} />
          </strong>{" "}
          <Say words={todoOf(rule)} /> <RuleId rule={rule} />
        </>
      )}
    </p>
  );
}
