import { Button } from "../parts/Button.tsx";
import { Indication } from "../parts/Indication.tsx";
import { t } from "../messages/index.ts";
import { Mimic } from "./Mimic.tsx";
import { Readouts } from "./Readouts.tsx";
import { Say } from "./Times.tsx";
import { useHold } from "./use-hold.ts";
import { useRoom } from "./room.ts";

/** The link at one look: its indication, where everybody is, and HOLD. */
export function StatusStrip() {
  const room = useRoom();
  const { kind, codes, reasons } = room.indication.value;
  const { hold, standing } = useHold();
  return (
    <section class="room-status" aria-label={t("room.status")}>
      <div class="room-indication" role="status">
        <Indication kind={kind} codes={codes.slice(0, 2)}>
          <ul class="room-reasons">
            {reasons.slice(0, 2).map((reason, i) => (
              <li key={i}>
                <Say words={reason} />
              </li>
            ))}
          </ul>
          {reasons.length > 2 && <p class="room-more">{t("room.moreReasons", { count: reasons.length - 2 })}</p>}
        </Indication>
      </div>
      <div class="room-live">
        <Mimic />
        <Readouts />
      </div>
      <div class="room-stop">
        <Button tone="stop" size="big" wide onPress={() => void hold(null)}>
          {t(room.device.drill === undefined ? "act.hold" : "drill.hold")}{" "}
          <span class="hidden">{t("room.holdLinkMore")}</span>
          <kbd>H</kbd>
        </Button>
        <Button wide disabled={standing.length === 0} onPress={() => (room.act.value = { kind: "resume" })}>
          {t("act.resume")} <kbd>L</kbd>
        </Button>
      </div>
    </section>
  );
}
