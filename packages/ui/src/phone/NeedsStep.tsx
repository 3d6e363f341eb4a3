import type { Needs } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Stepper } from "../parts/Stepper.tsx";
import { NEEDS, type Forming } from "./forming.ts";
import { NumberDialog } from "./NumberDialog.tsx";
import { counted } from "./units.ts";

/** Ten counters, all nought until somebody is counted. */
export function NeedsStep(props: { readonly forming: Forming; readonly onChange: (needs: Needs) => void }) {
  const { forming, onChange } = props;
  const [asking, setAsking] = useState<keyof Needs | null>(null);
  const { people } = counted(forming.count);
  const put = (need: keyof Needs, count: number) => onChange({ ...forming.needs, [need]: count });
  return (
    <>
      <p class="form-group-says">{t("phone.needs.says", { count: people })}</p>
      <div class="form-group-needs">
        {NEEDS.map((need) => (
          <Stepper
            key={need}
            label={t(`need.${need}`)}
            value={forming.needs[need] ?? 0}
            max={people}
            onChange={(count) => put(need, count)}
            onType={() => setAsking(need)}
          />
        ))}
      </div>
      {asking !== null && (
        <NumberDialog
          title={t(`need.${asking}`)}
          value={(forming.needs[asking] ?? 0) === 0 ? null : (forming.needs[asking] ?? null)}
          min={0}
          max={people}
          onDone={(count) => put(asking, count)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
