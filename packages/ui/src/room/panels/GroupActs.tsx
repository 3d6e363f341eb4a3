import type { Group } from "@vado/flow";
import { useId } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { todoOf, whyOf } from "../../model/rule-text.ts";
import { Button } from "../../parts/Button.tsx";
import { RuleId } from "../../parts/RuleId.tsx";
import { actsFor, mayHold, type GroupAct } from "../group-acts.ts";
import { Say } from "../Times.tsx";
import { useHold } from "../use-hold.ts";
import { useRoom } from "../room.ts";

/** Buttons for what may be done about a group. One that is not allowed says why, and what to do. */
export function GroupActs({ group }: { readonly group: Group }) {
  const room = useRoom();
  const { hold } = useHold();
  const { state } = room.snapshot.value;
  const acts = actsFor(state, group, room.device.me.side, room.slow.value, room.device.me.role);
  return (
    <div class="group-acts">
      {acts.map((act) => (
        <ActButton key={act.key} act={act} />
      ))}
      {mayHold(state, group) && (
        <Button onPress={() => void hold(group.code)}>
          {t("act.holdGroup")} <kbd>⇧H</kbd>
        </Button>
      )}
      {group.endedAt === null && (
        <Button tone="bare" onPress={() => (room.act.value = { kind: "incident", code: group.code })}>
          {t("act.incident")}
        </Button>
      )}
    </div>
  );
}

/** The window opens by itself, so that GO may be prepared before; and a grant gets its own number when it is made. */
const PASSING: ReadonlySet<string> = new Set(["H8.window", "H5.id"]);

function ActButton({ act }: { readonly act: GroupAct }) {
  const room = useRoom();
  const id = useId();
  const asked = act.ask === undefined ? null : (room.device.may(act.ask)?.rule ?? null);
  const rule = act.refused ?? (asked !== null && PASSING.has(asked) ? null : asked);
  const press = () => {
    const { body } = act;
    if (act.opens !== undefined) room.act.value = act.opens;
    else if (body !== undefined) void room.submit(() => body);
  };
  return (
    <div class="group-act">
      <Button tone={act.tone} disabled={rule !== null} {...(rule === null ? {} : { describedBy: id })} onPress={press}>
        {t(act.verb)} {act.letter !== undefined && <kbd>{act.letter}</kbd>}
      </Button>
      {rule !== null && (
        <p id={id} class="group-refused">
          <Say words={whyOf(rule)} />{" "}
          <span class="room-soft">
            <Say words={todoOf(rule)} /> <RuleId rule={rule} />
          </span>
        </p>
      )}
    </div>
  );
}
