import { GROUP_PEOPLE_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { NumberPad } from "../parts/NumberPad.tsx";
import { useAct, usePhone } from "./context.ts";
import { countOf } from "./count-of.ts";
import { CountResult } from "./CountResult.tsx";
import { FailureNote } from "./FailureNote.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { ReasonChoice, reasonsFor } from "./ReasonChoice.tsx";
import type { CountWhat } from "./sheets.ts";
import { useDraft } from "./use-draft.ts";
import "./count-sheet.css";

interface Typed {
  readonly count: number | null;
  readonly reason: string;
}

const isTyped = (value: unknown): value is Typed =>
  typeof value === "object" &&
  value !== null &&
  "count" in value &&
  "reason" in value &&
  (value.count === null || (typeof value.count === "number" && Number.isInteger(value.count) && value.count >= 0)) &&
  typeof value.reason === "string";

/** People counted at a departure, at the gate, coming back, or leaving the queue: one figure, typed with big keys. */
export function CountSheet({ code, what }: { readonly code: string; readonly what: CountWhat }) {
  const { state, close } = usePhone();
  const { failure, busy, act } = useAct();
  const after = () => (what === "arrive" ? setTold(true) : close());
  const [told, setTold] = useState(false);
  const draft = useDraft<Typed>(`${what} ${code}`, "record", { count: null, reason: "" }, isTyped, () => after());
  const group = state.groups[code];
  const { count, reason } = draft.value;
  const reasons = what === "return" ? reasonsFor("return") : null;

  if (what === "arrive" && (told || (group?.arrived ?? null) !== null)) return <CountResult code={code} />;

  const tell = async (people: number) => {
    const done = await act((intent) => {
      draft.becomes(intent);
      return countOf(code, what, people, reason);
    });
    if (!done) return draft.remains();
    draft.clear();
    after();
  };
  const ready = count !== null && draft.settled && (reasons === null || reason !== "");
  return (
    <PhoneSheet
      title={
        <>
          {t(`phone.count.${what}.title`)} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone="main"
            size="big"
            wide
            disabled={!ready || busy}
            onPress={() => count !== null && void tell(count)}
          >
            {count === null ? t("phone.count.none") : t(`phone.count.${what}.do`, { count })}
          </Button>
        </>
      }
    >
      <div class="count-sheet">
        <p>{t(`phone.count.${what}.says`)}</p>
        {(what === "depart" || what === "return") && group !== undefined && group.headcount > 0 && (
          <p class="count-sheet-known">{t("phone.count.ready", { count: group.departed ?? group.headcount })}</p>
        )}
        <NumberPad
          label={t("phone.count.label")}
          value={count}
          max={GROUP_PEOPLE_MAX}
          onChange={(next) => draft.set({ count: next, reason })}
        />
        {reasons !== null && (
          <ReasonChoice
            label={t("phone.reason.return")}
            reasons={reasons}
            value={reason}
            onChange={(next) => draft.set({ count, reason: next })}
          />
        )}
      </div>
    </PhoneSheet>
  );
}
