import { t } from "../../messages/index.ts";
import type { AlarmRow } from "../../model/alarms.ts";
import { Button } from "../../parts/Button.tsx";
import { Shape } from "../../parts/Shape.tsx";
import { Panel } from "../Panel.tsx";
import { At, Say } from "../Times.tsx";
import { useOpenGroup } from "../use-open-group.ts";
import { useRoom } from "../room.ts";

/** What needs a response. Nothing to see on a normal morning. */
export function AlarmsPanel() {
  const room = useRoom();
  const noted = room.acknowledged.keys.value;
  const alarms = room.alarms.value;
  const open = alarms.filter(({ key }) => !noted.has(key));
  const seen = alarms.filter(({ key }) => noted.has(key));
  return (
    <Panel at="alarms" title={t("room.alarms")} {...(open.length > 0 ? { count: open.length } : {})}>
      {alarms.length === 0 && (
        <p class="room-empty">{t(room.snapshot.value.anchored ? "room.noAlarms" : "room.unknown")}</p>
      )}
      <ul class="alarms" aria-live="polite">
        {open.map((alarm) => (
          <Alarm key={alarm.key} alarm={alarm} />
        ))}
      </ul>
      {seen.length > 0 && (
        <details class="alarms-seen">
          <summary>{t("room.seenAlarms", { count: seen.length })}</summary>
          <ul class="alarms">
            {seen.map((alarm) => (
              <Alarm key={alarm.key} alarm={alarm} seen />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Alarm({ alarm, seen }: { readonly alarm: AlarmRow; readonly seen?: boolean }) {
  const room = useRoom();
  const open = useOpenGroup();
  return (
    <li class={`alarm ${alarm.urgent ? "alarm-urgent" : ""}`}>
      <Shape kind={alarm.urgent ? "obstructed" : "occupied"} />
      <div class="alarm-says">
        <p>
          <strong>
            <Say words={alarm.what} />
          </strong>
        </p>
        <p class="room-soft">
          <Say words={alarm.todo} />
        </p>
        <p class="alarm-acts">
          {alarm.at > 0 && <At at={alarm.at} />}
          {alarm.code !== null && (
            <Button tone="bare" onPress={() => open(alarm.code ?? "")}>
              {t("room.showGroup", { code: alarm.code })}
            </Button>
          )}
          {alarm.kind === "fork" && (
            <Button onPress={() => (room.act.value = { kind: "settle" })}>{t("act.settleBegin")}</Button>
          )}
          {seen !== true && (
            <Button tone="bare" onPress={() => room.acknowledged.add(alarm.key)}>
              {t("act.noted")}
            </Button>
          )}
        </p>
      </div>
    </li>
  );
}
