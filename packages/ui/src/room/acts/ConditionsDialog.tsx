import { REASON_CHARS_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { useRoom } from "../room.ts";

const LEVELS = ["good", "caution", "stop"] as const;

/** What was seen of river, weather, crowd and vehicle. */
export function ConditionsDialog() {
  const room = useRoom();
  return (
    <ActDialog title={t("room.conditionsTitle")}>
      <ConditionsForm onDone={() => (room.act.value = null)} />
    </ActDialog>
  );
}

export function ConditionsForm({ onDone }: { readonly onDone: () => void }) {
  const room = useRoom();
  const [note, setNote] = useState("");
  const check = async (level: (typeof LEVELS)[number]) => {
    const written = note.trim();
    const said = written === "" ? {} : { note: written };
    if (await room.submit(() => ({ type: "conditions.checked", level, ...said }))) onDone();
  };
  return (
    <div class="conditions-form">
      <p>{t("room.conditionsAsk")}</p>
      <Field label={t("room.note")} value={note} charsMax={REASON_CHARS_MAX} onInput={setNote} />
      <div class="act-presets" role="group" aria-label={t("room.conditions")}>
        {LEVELS.map((level) => (
          <Button key={level} tone={level === "stop" ? "stop" : "plain"} onPress={() => void check(level)}>
            {t(`conditions.${level}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
