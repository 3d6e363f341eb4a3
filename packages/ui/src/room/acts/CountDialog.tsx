import { GROUP_PEOPLE_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { countOf } from "../../phone/count-of.ts";
import { reasonsFor } from "../../phone/ReasonChoice.tsx";
import type { CountWhat } from "../../phone/sheets.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { NumberPad } from "../../parts/NumberPad.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { useRoom } from "../room.ts";

/** A count that reaches the room by voice: told here as what it is, a fact. */
export function CountDialog({ code, what }: { readonly code: string; readonly what: CountWhat }) {
  const room = useRoom();
  const [count, setCount] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const reasons = what === "return" ? reasonsFor("return") : [];
  const ready = count !== null && (what !== "return" || reason !== "");
  const tell = async () => {
    if (count !== null && ready && (await room.submit(() => countOf(code, what, count, reason)))) room.act.value = null;
  };
  return (
    <ActDialog
      title={t(`phone.count.${what}.title`)}
      footer={
        <Button tone="main" size="big" wide disabled={!ready} onPress={() => void tell()}>
          {count === null ? t("phone.count.none") : t(`phone.count.${what}.do`, { count })}
        </Button>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
      </p>
      <p>{t("law.count.byVoice")}</p>
      <NumberPad label={t("phone.count.label")} value={count} max={GROUP_PEOPLE_MAX} onChange={setCount} />
      {reasons.length > 0 && (
        <div class="act-presets" role="group" aria-label={t("phone.reason.return")}>
          {reasons.map((one) => (
            <Button key={one} pressed={reason === one} onPress={() => setReason(one)}>
              {one}
            </Button>
          ))}
        </div>
      )}
    </ActDialog>
  );
}
