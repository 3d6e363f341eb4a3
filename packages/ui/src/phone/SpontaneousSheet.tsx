import { GROUP_PEOPLE_MAX, isGroupCode, type GroupCode } from "@vado/protocol";
import { useEffect } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { NumberPad } from "../parts/NumberPad.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { newCode } from "./new-code.ts";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { useDraft } from "./use-draft.ts";

interface Arrival {
  readonly code: string;
  readonly count: number | null;
}

const isArrival = (value: unknown): value is Arrival =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  "count" in value &&
  typeof value.code === "string" &&
  (value.code === "" || isGroupCode(value.code)) &&
  (value.count === null || (typeof value.count === "number" && Number.isInteger(value.count) && value.count > 0));

/**
 * People whom nobody announced: always accepted [22]. The code is chosen once and kept with the figure, so that the same arrival told twice is
 * one arrival.
 */
export function SpontaneousSheet() {
  const { device, random, close } = usePhone();
  const { failure, busy, act } = useAct();
  const draft = useDraft<Arrival>("spontaneous", "record", { code: "", count: null }, isArrival, close);
  const { code, count } = draft.value;
  useEffect(() => {
    if (!draft.settled || code !== "") return;
    // The rules for a new group's code hold for this one too; that its station is closed does not: people are here.
    const found = newCode(random, (body) => {
      const refusal = device.may(body);
      return refusal?.rule === "H1.code" ? refusal : null;
    });
    if ("code" in found) draft.set({ code: found.code, count });
  }, [draft.settled, code]);
  const tell = async (people: number) => {
    const done = await act((intent) => {
      draft.becomes(intent);
      return { type: "arrival.spontaneous", group: code as GroupCode, headcount: people };
    });
    if (!done) return draft.remains();
    draft.clear();
    close();
  };
  return (
    <PhoneSheet
      title={t("phone.spontaneous.title")}
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone="main"
            size="big"
            wide
            disabled={busy || count === null || count === 0 || code === "" || !draft.settled}
            onPress={() => count !== null && void tell(count)}
          >
            {count === null ? t("phone.count.none") : t("phone.spontaneous.do", { count })}
          </Button>
        </>
      }
    >
      <div class="count-sheet">
        <Banner tone="note" title={t("phone.spontaneous.welcome")} />
        {code !== "" && (
          <p>
            {t("phone.spontaneous.code")} <Code value={code} size="large" />
          </p>
        )}
        <NumberPad
          label={t("phone.count.label")}
          value={count}
          max={GROUP_PEOPLE_MAX}
          onChange={(next) => draft.set({ code, count: next })}
        />
      </div>
    </PhoneSheet>
  );
}
