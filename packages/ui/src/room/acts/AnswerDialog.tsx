import { MINUTE_MS } from "@vado/flow";
import { REASON_CHARS_MAX, type BodyOf, type EventId, type GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** Minutes until the next update that are offered; an officer promises one of them to the people who wait. */
const MINUTES = [15, 30, 45, 60, 90, 120, 240] as const;
const REASONS = ["full", "transport", "staff", "closing"] as const;

/** Not now, or not here: with a reason, and when the group hears next. */
export function AnswerDialog(props: { readonly code: string; readonly with: "defer" | "decline" }) {
  const room = useRoom();
  const [minutes, setMinutes] = useState<number>(30);
  const [reason, setReason] = useState("");
  const now = room.now.value;
  const nextUpdateAt = Math.ceil((now + minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const group = room.snapshot.value.state.groups[props.code];
  const defers = props.with === "defer";
  const written = reason.trim();
  const body: BodyOf<"group.deferred" | "group.declined"> | null =
    group === undefined || group.readyEvent === null
      ? null
      : {
          type: defers ? "group.deferred" : "group.declined",
          group: group.code as GroupCode,
          version: group.version,
          answers: group.readyEvent as EventId,
          reason: written === "" ? t("room.reason.full") : written,
          nextUpdateAt,
        };
  const rule = useRefusal(body);
  if (group === undefined || body === null) return <Gone />;
  const answer = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t(defers ? "room.deferTitle" : "room.declineTitle")}
      footer={
        <Button tone="main" size="big" wide disabled={rule !== null || written === ""} onPress={() => void answer()}>
          {t(defers ? "act.defer" : "act.decline")}
        </Button>
      }
    >
      <p class="act-about">
        <Code value={props.code} size="title" />
        <span>{t("room.people", { people: group.headcount })}</span>
      </p>
      {!defers && <p>{t("room.declineSays")}</p>}
      <div class="act-presets" role="group" aria-label={t("room.reasonWhy")}>
        {REASONS.map((one) => (
          <Button
            key={one}
            pressed={written === t(`room.reason.${one}`)}
            onPress={() => setReason(t(`room.reason.${one}`))}
          >
            {t(`room.reason.${one}`)}
          </Button>
        ))}
      </div>
      <Field label={t("room.reasonWhy")} value={reason} charsMax={REASON_CHARS_MAX} onInput={setReason} />
      <fieldset class="act-minutes">
        <legend>{t("room.nextUpdateWhen")}</legend>
        {MINUTES.map((one) => (
          <Button key={one} pressed={minutes === one} onPress={() => setMinutes(one)}>
            {one < 60 ? `${one} min` : one % 60 === 0 ? `${one / 60} h` : "1 h 30"}
          </Button>
        ))}
      </fieldset>
      <p>
        {t("room.promised")}{" "}
        <strong>
          <At at={nextUpdateAt} />
        </strong>
      </p>
      <Refused rule={rule} />
    </ActDialog>
  );
}
