import { MINUTE_MS } from "@vado/flow";
import type { DeviceId } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** Hours a field officer may give GO; twelve at most (R1). */
const HOURS = [2, 4, 8, 12] as const;

export function DelegateDialog({ device }: { readonly device: string }) {
  const room = useRoom();
  const [hours, setHours] = useState<number>(4);
  // A minute less than the law's limit: its clock may be ahead of this one.
  const until = Math.floor(room.now.value / MINUTE_MS) * MINUTE_MS + hours * 60 * MINUTE_MS - MINUTE_MS;
  const body = { type: "roster.delegated", device: device as DeviceId, until } as const;
  const rule = useRefusal(body);
  const delegate = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.delegateTitle")}
      footer={
        <HoldButton tone="main" disabled={rule !== null} onHeld={() => void delegate()}>
          {t("act.delegate")}
        </HoldButton>
      }
    >
      <p class="act-about">
        <strong>{device}</strong>
      </p>
      <p>{t("room.delegateSays")}</p>
      <div class="act-presets" role="group" aria-label={t("room.until")}>
        {HOURS.map((one) => (
          <Button key={one} pressed={hours === one} onPress={() => setHours(one)}>
            {`${one} h`}
          </Button>
        ))}
      </div>
      <p>
        {t("room.until")}{" "}
        <strong>
          <At at={until} />
        </strong>
      </p>
      <Refused rule={rule} />
    </ActDialog>
  );
}
