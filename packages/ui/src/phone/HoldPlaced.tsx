import { CHAT_CHARS_MAX, type GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { DrillStrip } from "../drill/DrillStrip.tsx";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Receipt } from "../parts/Receipt.tsx";
import { Shape } from "../parts/Shape.tsx";
import type { Receipt as State } from "../model/device.ts";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { ReasonChoice, reasonsFor } from "./ReasonChoice.tsx";
import "./hold-placed.css";

export interface PlacedHold {
  /** Null while it is being put on this phone. */
  readonly intent: string | null;
  readonly group: string | null;
  readonly failed: boolean;
}

/** HOLD stands already; this says how far it has come, and asks why, which is told to both sides as a message. */
export function HoldPlaced(props: { readonly placed: PlacedHold; readonly onClose: () => void }) {
  const { device, snapshot, state } = usePhone();
  const { failure, busy, act } = useAct();
  const [reason, setReason] = useState("");
  const { intent, group, failed } = props.placed;
  const hold = state.holds[intent ?? ""];
  const receipt: State = snapshot.outbox.some((item) => item.intent === intent)
    ? "device"
    : hold !== undefined && hold.placedSeq <= snapshot.readSeq.record
      ? "read"
      : "relay";
  const tell = async () => {
    const text = t("phone.hold.because", { reason: reason.trim() }).slice(0, CHAT_CHARS_MAX);
    const done = await act(() => ({
      type: "message.sent",
      text,
      ...(group === null ? {} : { group: group as GroupCode }),
    }));
    if (done) props.onClose();
  };
  if (failed)
    return (
      <Dialog kind="dialog" title={t("phone.hold.failed")} onClose={props.onClose}>
        <Banner tone="stop" icon="incident" title={t("phone.failed.storage")}>
          {t("phone.failed.storageDo")}
        </Banner>
      </Dialog>
    );
  return (
    <Dialog
      kind="dialog"
      class="hold-placed"
      title={receipt === "device" ? t("phone.hold.here") : t("phone.hold.placed")}
      strip={<DrillStrip device={device} />}
      onClose={props.onClose}
      footer={
        <>
          <FailureNote failure={failure} />
          <div class="hold-placed-pair">
            <Button wide onPress={props.onClose}>
              {t("phone.hold.noReason")}
            </Button>
            <Button tone="main" wide disabled={busy || reason.trim() === ""} onPress={() => void tell()}>
              {t("phone.hold.tell")}
            </Button>
          </div>
        </>
      }
    >
      <div class="hold-placed-sign" role="alert">
        <Shape kind="blocked" size="large" />
        <p>
          {receipt === "device"
            ? t("phone.hold.sayIt")
            : group === null
              ? t("phone.hold.link")
              : t("phone.hold.group", { code: group })}
          <br />
          <Receipt state={receipt} />
        </p>
      </div>
      <ReasonChoice label={t("phone.reason.hold")} reasons={reasonsFor("hold")} value={reason} onChange={setReason} />
    </Dialog>
  );
}
