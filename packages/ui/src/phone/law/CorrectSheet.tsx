import { GROUP_PEOPLE_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { correctionAgreed, correctionFor, correctionOf, countsOf, type Point } from "../../model/correction.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { NumberPad } from "../../parts/NumberPad.tsx";
import { isBlind } from "../blind.ts";
import { useAct, usePhone } from "../context.ts";
import { FailureNote, RuleSentences } from "../FailureNote.tsx";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { ReasonChoice, reasonsFor } from "../ReasonChoice.tsx";
import { Over } from "./ReasonSheet.tsx";
import "../duty-sheets.css";

/** A count of one side is to be another: one side proposes it, the other agrees to that figure (K1). */
export function CorrectSheet({ code }: { readonly code: string }) {
  const { state, me, device, close } = usePhone();
  const { failure, busy, act } = useAct();
  const [chosen, setChosen] = useState<Point | null>(null);
  const [count, setCount] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const group = state.groups[code];
  const counts = group === undefined || isBlind(group, me) ? [] : countsOf(group);
  const mine = me.side === "sending" ? "departure" : "arrival";
  const point = chosen ?? counts.find((one) => one.point === mine)?.point ?? counts[0]?.point;
  if (group === undefined || point === undefined)
    return <Over title={t("law.correct.title")} says={t("law.correct.none")} />;
  const theirs = correctionFor(group, me.side);
  const written = reason.trim();
  const body = count === null ? null : correctionOf(group, point, count, written === "" ? "…" : written);
  const refusal = body === null ? null : device.may(body);
  const propose = async () => {
    if (count !== null && (await act(() => correctionOf(group, point, count, written)))) close();
  };
  const agree = async () => {
    if (theirs !== null && (await act(() => correctionAgreed(group, theirs, t("law.correct.agreed"))))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("law.correct.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone={theirs === null ? "main" : "plain"}
            size="big"
            wide
            disabled={busy || count === null || written === "" || refusal !== null}
            onPress={() => void propose()}
          >
            {count === null ? t("phone.count.none") : t("law.correct.propose", { count })}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("law.correct.says")}</p>
        {theirs !== null && (
          <Banner
            tone="note"
            title={t(`law.correct.theirs.${theirs.point}`, { count: theirs.headcount })}
            actions={
              <Button tone="main" wide disabled={busy} onPress={() => void agree()}>
                {t("law.correct.agree", { count: theirs.headcount })}
              </Button>
            }
          />
        )}
        {group.correction !== null && theirs === null && (
          <Banner tone="note" title={t("law.correct.mine", { count: group.correction.headcount })} />
        )}
        <fieldset class="reason-choice">
          <legend>{t("law.correct.which")}</legend>
          {counts.map((one) => (
            <label key={one.point} class="reason-choice-one">
              <input type="radio" name="point" checked={one.point === point} onChange={() => setChosen(one.point)} />
              <span>{t(`law.correct.point.${one.point}`, { count: one.people })}</span>
            </label>
          ))}
        </fieldset>
        <NumberPad label={t("law.correct.new")} value={count} max={GROUP_PEOPLE_MAX} onChange={setCount} />
        {refusal !== null && (
          <Banner tone="stop" icon="incident">
            <RuleSentences rule={refusal.rule} />
          </Banner>
        )}
        <ReasonChoice label={t("law.reason.why")} reasons={reasonsFor("correct")} value={reason} onChange={setReason} />
      </div>
    </PhoneSheet>
  );
}
