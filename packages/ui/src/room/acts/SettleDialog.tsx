import { REASON_CHARS_MAX, type Side } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { ChannelCode } from "../ChannelCode.tsx";
import { useRoom } from "../room.ts";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";

/** A fork alarm, step by step: compare by voice, take out whoever has another log, and both sides say that it is settled (K100). */
export function SettleDialog() {
  const room = useRoom();
  const [reason, setReason] = useState("");
  const written = reason.trim();
  const rule = useRefusal({ type: "fork.settled", reason: written === "" ? "…" : written });
  const { fork, settling } = room.snapshot.value;
  if (fork === null || settling === null) return <Gone />;
  const { accused, said, matched } = settling;
  const own = said[room.device.me.side];
  const settle = async () => {
    if (written !== "") await room.submit(() => ({ type: "fork.settled", reason: written }));
  };
  return (
    <ActDialog title={t("room.settleTitle")}>
      <ol class="resume-steps">
        <li>
          <h3>{t("room.settleCompare")}</h3>
          <ChannelCode />
          <p>{t("room.codeDiffers")}</p>
        </li>
        <li>
          <h3>{accused === null ? t("room.settleRelay") : t("room.settleAccused", { device: accused })}</h3>
          <p>{t(accused === null ? "room.settleRelaySays" : "room.settleAccusedSays")}</p>
        </li>
        <li class={matched.sending && matched.receiving ? "resume-done" : ""}>
          <h3>{t("room.settleMatched")}</h3>
          <Sides of={matched} yes="room.settleAgrees" no="room.settleWaits" />
        </li>
        <li class={said.sending && said.receiving ? "resume-done" : ""}>
          <h3>{t("room.settleSay")}</h3>
          <Sides of={said} yes="room.settleSaid" no="room.settleNotSaid" />
          {!own && (
            <>
              <Field label={t("room.settleReason")} value={reason} charsMax={REASON_CHARS_MAX} onInput={setReason} />
              <Refused rule={rule} />
              <Button
                tone="main"
                size="big"
                wide
                disabled={rule !== null || written === ""}
                onPress={() => void settle()}
              >
                {t("act.settle")}
              </Button>
            </>
          )}
        </li>
      </ol>
    </ActDialog>
  );
}

function Sides(props: {
  readonly of: Readonly<Record<Side, boolean>>;
  readonly yes: "room.settleAgrees" | "room.settleSaid";
  readonly no: "room.settleWaits" | "room.settleNotSaid";
}) {
  return (
    <ul class="room-items">
      {(["sending", "receiving"] as const).map((side) => (
        <li key={side}>{t(props.of[side] ? props.yes : props.no, { side: t(`side.${side}`) })}</li>
      ))}
    </ul>
  );
}
