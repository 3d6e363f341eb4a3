import type { ComponentChildren } from "preact";
import { DrillStrip } from "../../drill/DrillStrip.tsx";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Refused } from "./Refused.tsx";
import { useHold } from "../use-hold.ts";
import { useRoom } from "../room.ts";

/** A dialog of the control room: what it is about, one thing to do, and HOLD in reach while everything else is inert. */
export function ActDialog(props: {
  readonly title: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}) {
  const room = useRoom();
  const { hold } = useHold();
  const drill = room.device.drill !== undefined;
  return (
    <Dialog
      kind="dialog"
      class={`room-dialog ${props.wide === true ? "room-dialog-wide" : ""}`}
      title={props.title}
      onClose={() => (room.act.value = null)}
      tools={
        <Button tone="stop" label={t(drill ? "drill.holdLabel" : "room.holdLink")} onPress={() => void hold(null)}>
          {t(drill ? "drill.hold" : "act.hold")}
        </Button>
      }
      strip={<DrillStrip device={room.device} />}
      footer={props.footer}
    >
      <div class="room-act">
        {props.children}
        <NotDone />
      </div>
    </Dialog>
  );
}

/** What was refused a moment ago, where it was tried. */
function NotDone() {
  const notice = useRoom().notice.value;
  if (notice === null || notice.kind === "done") return null;
  return notice.kind === "failed" ? (
    <p class="room-attention">{t("room.storeFailed")}</p>
  ) : (
    <Refused rule={notice.rule} />
  );
}

/** The dialog's sentence when what it was opened for is over. */
export function Gone() {
  return (
    <ActDialog title={t("room.gone")}>
      <p>{t("room.goneSays")}</p>
    </ActDialog>
  );
}
