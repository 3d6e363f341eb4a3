import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { DeskRefused } from "../../model/device.ts";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { Refused } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** A lost phone, or one that is needed no more: it cannot be taken back, so it is pressed and held. */
export function TakeOutDialog({ device }: { readonly device: string }) {
  const room = useRoom();
  const [fault, setFault] = useState<string | null>(null);
  const takeOut = async () => {
    setFault(null);
    try {
      await room.device.desk.takeOut(device);
      room.act.value = null;
    } catch (error) {
      setFault(error instanceof DeskRefused ? error.rule : "desk-away");
    }
  };
  return (
    <ActDialog
      title={t("room.takeOutTitle")}
      footer={
        <HoldButton tone="stop" onHeld={() => void takeOut()}>
          {t("act.takeOut")}
        </HoldButton>
      }
    >
      <p class="act-about">
        <strong>{device}</strong>
      </p>
      <p>{t("room.takeOutSays")}</p>
      <p>{t("room.takeOutKnew")}</p>
      <Refused rule={fault} />
    </ActDialog>
  );
}
