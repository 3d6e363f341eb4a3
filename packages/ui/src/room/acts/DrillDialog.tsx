import { MINUTE_MS } from "@vado/flow";
import { REASON_CHARS_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { runningDrill } from "../../model/world.ts";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** How long a drill may be begun for, minutes; the law allows four hours. */
const MINUTES = [30, 60, 120, 240] as const;

/** A drill begins or ends: a real act, told to both sides; everything within it is played. */
export function DrillDialog() {
  const room = useRoom();
  const now = room.now.value;
  const [minutes, setMinutes] = useState<number>(60);
  const [note, setNote] = useState("");
  const drill = runningDrill(room.snapshot.value.state, now);
  const written = note.trim();
  const said = written === "" ? t("drill.note") : written;
  // The whole minute before: the longest is then within the law's four hours also when the log's clock is a little behind.
  const until = Math.floor(now / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS;
  const body =
    drill === null
      ? ({ type: "drill.started", until, note: said } as const)
      : ({ type: "drill.ended", note: said } as const);
  const rule = useRefusal(body);
  const submit = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("drill.title")}
      footer={
        <Button tone="main" size="big" wide disabled={rule !== null} onPress={() => void submit()}>
          {t(drill === null ? "act.drillStart" : "act.drillEnd")}
        </Button>
      }
    >
      <p>{t("drill.explains")}</p>
      {drill === null ? (
        <fieldset class="act-minutes">
          <legend>{t("drill.howLong")}</legend>
          {MINUTES.map((one) => (
            <Button key={one} pressed={minutes === one} onPress={() => setMinutes(one)}>
              {one < 60 ? `${one} min` : `${one / 60} h`}
            </Button>
          ))}
        </fieldset>
      ) : (
        <p>
          <strong>
            {t("drill.goesUntil")} <At at={drill.until} />
          </strong>
        </p>
      )}
      <Field label={t("drill.noteLabel")} value={note} charsMax={REASON_CHARS_MAX} onInput={setNote} />
      <Refused rule={rule} />
    </ActDialog>
  );
}
