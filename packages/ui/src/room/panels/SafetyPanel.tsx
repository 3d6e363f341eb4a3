import { openHolds, type Hold, type Incident } from "@vado/flow";
import { t, type MessageId } from "../../messages/index.ts";
import { conditionsLeft } from "../../model/conditions.ts";
import { duration } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { Shape } from "../../parts/Shape.tsx";
import { alertOf } from "../alert.ts";
import { At } from "../Times.tsx";
import { useLink, useRoom } from "../room.ts";

/** Conditions, holds and incidents: what stops the link, and what lets it go on. */
export function SafetyPanel() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const holds = openHolds(state);
  const incidents = Object.values(state.incidents).filter((incident) => incident.open);
  return (
    <div class="room-cards">
      <Conditions />
      <section aria-label={t("room.holds")}>
        <h3>{t("room.holds")}</h3>
        {holds.length === 0 ? (
          <p class="room-empty">{t("room.noHolds")}</p>
        ) : (
          <ul class="room-items">
            {holds.map((hold) => (
              <li key={hold.id}>
                <HoldLine hold={hold} />
              </li>
            ))}
          </ul>
        )}
        {holds.length > 0 && (
          <Button tone="main" onPress={() => (room.act.value = { kind: "resume" })}>
            {t("act.resume")} <kbd>L</kbd>
          </Button>
        )}
      </section>
      <section aria-label={t("room.incidents")}>
        <h3>{t("room.incidents")}</h3>
        {incidents.length === 0 && <p class="room-empty">{t("room.noIncidents")}</p>}
        <ul class="room-items">
          {incidents.map((incident) => (
            <IncidentLine key={incident.id} incident={incident} />
          ))}
        </ul>
        <Button onPress={() => (room.act.value = { kind: "incident", code: null })}>{t("act.incident")}</Button>
      </section>
    </div>
  );
}

function Conditions() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const now = room.now.value;
  const { conditions } = state;
  const left = conditionsLeft(state, now);
  return (
    <section aria-label={t("room.conditions")}>
      <h3>{t("room.conditions")}</h3>
      <p>
        {conditions === null ? (
          t("room.unknown")
        ) : (
          <>
            <strong>{t(`conditions.${conditions.level}`)}</strong> · {t(`side.${conditions.side}`)} ·{" "}
            {t("room.ago", { ago: duration(now - conditions.time) })}
          </>
        )}
      </p>
      {left !== null && <p class="room-soft">{t("law.conditions.left", { time: duration(left) })}</p>}
      {left === null && <p class="room-attention">{t("room.conditionsNeeded")}</p>}
      <Button onPress={() => (room.act.value = { kind: "conditions" })}>{t("act.check")}</Button>
    </section>
  );
}

/** A hold and which side has lifted it. */
export function HoldLine({ hold }: { readonly hold: Hold }) {
  useLink();
  return (
    <div class="hold-line">
      <Shape kind="blocked" />
      <div>
        <p>
          <strong>{hold.group === null ? t("room.onLink") : <Code value={hold.group} />}</strong> ·{" "}
          {hold.by === "conditions" ? t("law.conditions.holds") : t(`side.${hold.side}`)} · <At at={hold.placedAt} />
        </p>
        <p class="hold-sides">
          {(["sending", "receiving"] as const).map((side) => (
            <span key={side} class={hold.lifted[side] ? "hold-lifted" : "hold-stands"}>
              {t(hold.lifted[side] ? "room.lifted" : "room.stands", { side: t(`side.${side}`) })}
            </span>
          ))}
        </p>
      </div>
    </div>
  );
}

function IncidentLine({ incident }: { readonly incident: Incident }) {
  useLink();
  const room = useRoom();
  const open = (what: "update" | "handOver" | "close") => () =>
    (room.act.value = { kind: "incidentNote", incident: incident.id, with: what });
  return (
    <li class="incident-line">
      <Shape kind="obstructed" />
      <div>
        <p>
          <strong>{t(`incident.${incident.kind}` as MessageId)}</strong>{" "}
          {incident.group !== null && <Code value={incident.group} />}{" "}
          {incident.handedOver && <span class="room-soft">{t("room.handedOver")}</span>}
        </p>
        <p class="room-item-acts">
          <Button onPress={open("update")}>{t("act.update")}</Button>
          {!incident.handedOver && <Button onPress={open("handOver")}>{t("act.passOn")}</Button>}
          <Button onPress={open("close")}>{t("act.closeIncident")}</Button>
          <Button
            onPress={() =>
              saveFile(`vado-${room.device.me.link}-cap.xml`, "application/cap+xml", alertOf(room, incident))
            }
          >
            {t("act.cap")}
          </Button>
        </p>
      </div>
    </li>
  );
}
