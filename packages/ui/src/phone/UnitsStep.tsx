import { GROUP_PEOPLE_MAX, UNIT_PEOPLE_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Button } from "../parts/Button.tsx";
import { NumberDialog } from "./NumberDialog.tsx";
import { SIZES, TIMES, counted, larger, ofSize, tapped, undone, withTotal, type Count } from "./units.ts";
import "./units-step.css";

type Asking = "total" | "size" | null;

/** Families by taps: a key for each size, taken once, five or ten times; the total runs along. */
export function UnitsStep(props: {
  readonly count: Count;
  readonly largest: number;
  readonly onChange: (count: Count) => void;
}) {
  const { count, onChange } = props;
  const [times, setTimes] = useState<number>(1);
  const [asking, setAsking] = useState<Asking>(null);
  const { people, over } = counted(count);
  const typed = count.total !== null;
  return (
    <div class="units-step">
      <div class={`units-step-total ${people > props.largest || over > 0 ? "units-step-fault" : ""}`}>
        <button type="button" class="units-step-figure" onClick={() => setAsking("total")}>
          <output aria-live="polite">{people}</output>
          <span class="units-step-of">{t("phone.units.people")}</span>
        </button>
        <p class="units-step-hint">
          {typed ? t("phone.units.typed") : t("phone.units.tapped")} {t("phone.units.max", { max: props.largest })}
        </p>
      </div>

      <div class="units-step-times" role="group" aria-label={t("phone.units.times")}>
        {TIMES.map((one) => (
          <Button
            key={one}
            pressed={times === one}
            label={t("phone.units.timesLabel", { times: one })}
            onPress={() => setTimes(one)}
          >
            ×{one}
          </Button>
        ))}
      </div>

      <div class="units-step-keys" role="group" aria-label={t("phone.units.keys")}>
        {SIZES.map((size) => (
          <SizeKey
            key={size}
            face={String(size)}
            says={size === 1 ? t("phone.units.one") : t("phone.units.family", { size })}
            times={ofSize(count, size)}
            disabled={size === 1 && typed}
            onPress={() => onChange(tapped(count, size, times))}
          />
        ))}
        <SizeKey
          face="6+"
          says={t("phone.units.larger")}
          times={larger(count).reduce((sum, one) => sum + one.times, 0)}
          disabled={false}
          onPress={() => setAsking("size")}
        />
      </div>

      <div class="units-step-tools">
        <Button icon="undo" disabled={count.taps.length === 0} onPress={() => onChange(undone(count))}>
          {t("phone.units.undo")}
        </Button>
        <Button onPress={() => (typed ? onChange(withTotal(count, null)) : setAsking("total"))}>
          {typed ? t("phone.units.forgetTotal") : t("phone.units.typeTotal")}
        </Button>
      </div>

      {asking === "total" && (
        <NumberDialog
          title={t("phone.units.totalTitle")}
          says={t("phone.units.totalSays")}
          value={count.total}
          min={1}
          max={GROUP_PEOPLE_MAX}
          onDone={(total) => onChange(withTotal(count, total))}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "size" && (
        <NumberDialog
          title={t("phone.units.sizeTitle")}
          says={t("phone.units.sizeSays", { times })}
          value={null}
          min={6}
          max={UNIT_PEOPLE_MAX}
          onDone={(size) => onChange(tapped(count, size, times))}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function SizeKey(props: {
  readonly face: string;
  readonly says: string;
  readonly times: number;
  readonly disabled: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button type="button" class="units-step-key" disabled={props.disabled} onClick={props.onPress}>
      <span class="units-step-face" aria-hidden="true">
        {props.face}
      </span>
      <span class="units-step-says">{props.says}</span>
      <span class={`units-step-count ${props.times === 0 ? "units-step-none" : ""}`}>{props.times}</span>
    </button>
  );
}
