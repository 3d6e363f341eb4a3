import { GROUP_PEOPLE_MAX, REASON_CHARS_MAX, type Body } from "@vado/protocol";
import { useId, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { correctionAgreed, correctionFor, correctionOf, countsOf, type Point } from "../../model/correction.ts";
import { reasonsFor } from "../../phone/ReasonChoice.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { NumberPad } from "../../parts/NumberPad.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** A count is to be another: one side proposes the figure, the other agrees to it (K1). */
export function CorrectDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const name = useId();
  const { side } = room.device.me;
  const group = room.snapshot.value.state.groups[code];
  const counts = group === undefined ? [] : countsOf(group);
  const [chosen, setChosen] = useState<Point | null>(null);
  const [count, setCount] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const mine = side === "sending" ? "departure" : "arrival";
  const point = chosen ?? counts.find((one) => one.point === mine)?.point ?? counts[0]?.point;
  const written = reason.trim();
  const body =
    group === undefined || point === undefined || count === null
      ? null
      : correctionOf(group, point, count, written === "" ? "…" : written);
  const rule = useRefusal(body);
  if (group === undefined || point === undefined) return <Gone />;
  const theirs = correctionFor(group, side);
  const submit = async (one: Body) => {
    if (await room.submit(() => one)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("law.correct.title")}
      footer={
        <Button
          tone={theirs === null ? "main" : "plain"}
          size="big"
          wide
          disabled={body === null || written === "" || rule !== null}
          onPress={() => body !== null && void submit(body)}
        >
          {count === null ? t("phone.count.none") : t("law.correct.propose", { count })}
        </Button>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
      </p>
      <p>{t("law.correct.says")}</p>
      {theirs !== null && (
        <div class="act-proposal" role="status">
          <p>
            <strong>{t(`law.correct.theirs.${theirs.point}`, { count: theirs.headcount })}</strong>
          </p>
          <Button tone="main" onPress={() => void submit(correctionAgreed(group, theirs, t("law.correct.agreed")))}>
            {t("law.correct.agree", { count: theirs.headcount })}
          </Button>
        </div>
      )}
      {group.correction !== null && theirs === null && (
        <p class="room-soft">{t("law.correct.mine", { count: group.correction.headcount })}</p>
      )}
      <fieldset class="act-options act-options-two">
        <legend>{t("law.correct.which")}</legend>
        {counts.map((one) => (
          <label key={one.point} class="act-option">
            <input type="radio" name={name} checked={one.point === point} onChange={() => setChosen(one.point)} />
            <span class="act-option-says">{t(`law.correct.point.${one.point}`, { count: one.people })}</span>
          </label>
        ))}
      </fieldset>
      <NumberPad label={t("law.correct.new")} value={count} max={GROUP_PEOPLE_MAX} onChange={setCount} />
      <div class="act-presets" role="group" aria-label={t("law.reason.why")}>
        {reasonsFor("correct").map((one) => (
          <Button key={one} pressed={written === one} onPress={() => setReason(one)}>
            {one}
          </Button>
        ))}
      </div>
      <Field label={t("law.reason.why")} value={reason} charsMax={REASON_CHARS_MAX} onInput={setReason} />
      <Refused rule={rule} />
    </ActDialog>
  );
}
