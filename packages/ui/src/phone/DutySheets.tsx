import { nextUpdate } from "@vado/flow";
import type { EventId, GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { grantFor } from "../model/grant.ts";
import { clockTime } from "../model/time.ts";
import { tell as say } from "../model/words.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { HoldButton } from "../parts/HoldButton.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote, RuleSentences } from "./FailureNote.tsx";
import { GroupFacts } from "./GroupFacts.tsx";
import { WindowLine } from "./GoPanel.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { ReasonChoice, reasonsFor } from "./ReasonChoice.tsx";
import "./duty-sheets.css";
import "./reason-choice.css";

const MINUTE_MS = 60_000;
/** Windows offered on a phone; the control room shows all. */
const OPTIONS_MAX = 4;
/** Minutes until the next update that an officer may promise by a tap. */
const PROMISES_MIN = [15, 30, 60, 120] as const;

/** The receiving duty officer grants: one of the windows that fit the offers, or the reason why none does. */
export function GrantSheet({ code }: { readonly code: string }) {
  const { state, me, now, close, open } = usePhone();
  const { failure, busy, act } = useAct();
  const [chosen, setChosen] = useState<string | null>(null);
  const group = state.groups[code];
  if (group === undefined) return null;
  const answer = grantFor(state, group, now);
  const options = answer.ok ? answer.options.slice(0, OPTIONS_MAX) : [];
  const option = options.find((one) => one.offer === chosen) ?? options[0];
  const give = async () => {
    if (option !== undefined && (await act((intent) => option.body(intent)))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.grant.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          {option !== undefined && (
            <HoldButton tone="main" disabled={busy} onHeld={() => void give()}>
              {t("phone.grant.do", { count: option.headcount })}
            </HoldButton>
          )}
          <Button wide onPress={() => open({ kind: "defer", code })}>
            {t("phone.defer.open")}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <GroupFacts group={group} people />
        {answer.ok ? (
          <>
            {answer.notes.map((note) => (
              <Banner key={note.id} tone="warn" icon="incident" title={say(note, me.timezone)} />
            ))}
            <fieldset class="reason-choice">
              <legend>{t("phone.grant.window")}</legend>
              {options.map((one) => (
                <label key={one.offer} class="reason-choice-one">
                  <input type="radio" name="offer" checked={one === option} onChange={() => setChosen(one.offer)} />
                  <span>
                    <strong>
                      {t("phone.window", {
                        from: clockTime(one.from, me.timezone),
                        to: clockTime(one.to, me.timezone),
                      })}
                    </strong>
                    <br />
                    {t("phone.grant.room", { room: one.room, after: one.roomAfter })}
                  </span>
                </label>
              ))}
            </fieldset>
          </>
        ) : (
          <Banner tone="stop" icon="incident" title={t("phone.grant.none")}>
            <RuleSentences rule={answer.rule} />
          </Banner>
        )}
      </div>
    </PhoneSheet>
  );
}

/** Not now: a reason, and when the people hear again. */
export function DeferSheet({ code }: { readonly code: string }) {
  const { state, me, now, close } = usePhone();
  const { failure, busy, act } = useAct();
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState<number>(30);
  const group = state.groups[code];
  if (group === undefined) return null;
  const at = Math.ceil((now + minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const tell = async () => {
    const done = await act(() => ({
      type: "group.deferred",
      group: code as GroupCode,
      version: group.version,
      answers: group.readyEvent as EventId,
      reason: reason.trim(),
      nextUpdateAt: at,
    }));
    if (done) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.defer.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone="main"
            size="big"
            wide
            disabled={busy || reason.trim() === "" || group.readyEvent === null}
            onPress={() => void tell()}
          >
            {t("phone.defer.do", { time: clockTime(at, me.timezone) })}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("phone.defer.says", { time: clockTime(nextUpdate(state, group, now), me.timezone) })}</p>
        <div class="duty-sheet-promises" role="group" aria-label={t("phone.defer.when")}>
          {PROMISES_MIN.map((one) => (
            <Button key={one} pressed={minutes === one} onPress={() => setMinutes(one)}>
              {t("phone.minutes", { minutes: one })}
            </Button>
          ))}
        </div>
        <ReasonChoice
          label={t("phone.reason.defer")}
          reasons={reasonsFor("defer")}
          value={reason}
          onChange={setReason}
        />
      </div>
    </PhoneSheet>
  );
}

/** The sending duty officer reads the grant back: code, count, window [7]. */
export function ConfirmSheet({ code }: { readonly code: string }) {
  const { state, close } = usePhone();
  const { failure, busy, act } = useAct();
  const group = state.groups[code];
  const grant = state.grants[group?.grant ?? ""];
  if (group === undefined || grant === undefined) return null;
  const confirm = async () => {
    const id = grant.id as EventId;
    const done = await act(() => ({
      type: "slot.confirmed",
      group: code as GroupCode,
      grant: id,
      answers: id,
      headcount: grant.headcount,
      from: grant.from,
      to: grant.to,
    }));
    if (done) close();
  };
  return (
    <PhoneSheet
      title={t("phone.confirm.title")}
      footer={
        <>
          <FailureNote failure={failure} />
          <Button tone="main" size="big" wide disabled={busy} onPress={() => void confirm()}>
            {t("phone.confirm.do")}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("phone.confirm.says")}</p>
        <p class="duty-sheet-read">
          <Code value={code} size="title" />
        </p>
        <p class="duty-sheet-read">{t("phone.people", { count: grant.headcount })}</p>
        <WindowLine grant={grant} />
      </div>
    </PhoneSheet>
  );
}

/** One side's consent to end a hold; it ends with the second side's [16]. */
export function LiftSheet({ hold: id }: { readonly hold: string }) {
  const { state, me, device, close, open } = usePhone();
  const { failure, busy, act } = useAct();
  const hold = state.holds[id];
  if (hold === undefined || hold.endedSeq !== null)
    return (
      <PhoneSheet title={t("phone.lift.title")}>
        <Banner tone="good" icon="check" title={t("phone.lift.ended")} />
      </PhoneSheet>
    );
  const body = { type: "hold.lifted", hold: id as EventId, answers: id as EventId } as const;
  const refusal = device.may(body);
  const other = me.side === "sending" ? "receiving" : "sending";
  const lift = async () => {
    if (await act(() => body)) close();
  };
  return (
    <PhoneSheet
      title={t("phone.lift.title")}
      footer={
        <>
          <FailureNote failure={failure} />
          <HoldButton tone="main" disabled={busy || refusal !== null} onHeld={() => void lift()}>
            {t("phone.lift.do")}
          </HoldButton>
        </>
      }
    >
      <div class="duty-sheet">
        <p>
          {t("phone.lift.placed", {
            side: hold.by === "conditions" ? t("law.conditions.holds") : t(`side.${hold.side}`),
            time: clockTime(hold.placedAt, me.timezone),
          })}{" "}
          {hold.group === null ? t("phone.lift.link") : <Code value={hold.group} />}
        </p>
        <p>{hold.lifted[other] ? t("phone.lift.second") : t("phone.lift.first")}</p>
        {refusal !== null && (
          <Banner
            tone="stop"
            icon="incident"
            actions={
              refusal.rule === "H16.conditions" ? (
                <Button onPress={() => open({ kind: "conditions" })}>{t("phone.conditions.check")}</Button>
              ) : undefined
            }
          >
            <RuleSentences rule={refusal.rule} />
          </Banner>
        )}
      </div>
    </PhoneSheet>
  );
}
