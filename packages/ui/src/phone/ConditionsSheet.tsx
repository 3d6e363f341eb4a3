import { REASON_CHARS_MAX, type BodyOf } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { duration } from "../model/time.ts";
import { Field } from "../parts/Field.tsx";
import { Shape, type ShapeKind } from "../parts/Shape.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { useDraft } from "./use-draft.ts";
import "./conditions-sheet.css";

type Level = BodyOf<"conditions.checked">["level"];

const LEVELS: readonly (readonly [Level, ShapeKind])[] = [
  ["good", "clear"],
  ["caution", "obstructed"],
  ["stop", "blocked"],
];

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= REASON_CHARS_MAX;

/** A look at river, weather, crowd and vehicle: one tap tells it. */
export function ConditionsSheet() {
  const { state, now, close } = usePhone();
  const { failure, busy, act } = useAct();
  const note = useDraft<string>("conditions", "record", "", isText, close);
  const { conditions, agreement } = state;
  const tell = async (level: Level) => {
    const done = await act((intent) => {
      note.becomes(intent);
      const text = note.value.trim();
      return { type: "conditions.checked", level, ...(text === "" ? {} : { note: text }) };
    });
    if (!done) return note.remains();
    note.clear();
    close();
  };
  return (
    <PhoneSheet title={t("phone.conditions.title")}>
      <div class="conditions-sheet">
        <p>
          {t("phone.conditions.look")}{" "}
          {agreement !== null && t("phone.conditions.valid", { minutes: agreement.terms.conditionsValidMin })}
        </p>
        {conditions !== null && (
          <p class="conditions-sheet-last">
            {t("phone.conditions.before", {
              level: t(`conditions.${conditions.level}`),
              time: duration(now - conditions.time),
              side: t(`side.${conditions.side}`),
            })}
          </p>
        )}
        <Field label={t("phone.conditions.note")} value={note.value} onInput={note.set} charsMax={REASON_CHARS_MAX} />
        <FailureNote failure={failure} />
        <ul class="conditions-sheet-levels">
          {LEVELS.map(([level, shape]) => (
            <li key={level}>
              <button
                type="button"
                class={`conditions-sheet-level conditions-sheet-${level}`}
                disabled={busy || !note.settled}
                onClick={() => void tell(level)}
              >
                <Shape kind={shape} size="large" />
                <span>
                  <strong>{t(`phone.conditions.${level}`)}</strong>
                  <small>{t(`phone.conditions.${level}Says`)}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </PhoneSheet>
  );
}
