import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import type { Device } from "../model/device.ts";
import { Shape } from "../parts/Shape.tsx";

/** In a drill's view: the real HOLD on the real link, at once. */
export function RealHold({ device }: { readonly device: Device }) {
  const [placed, setPlaced] = useState<"no" | "yes" | "failed">("no");
  const real = device.drill?.real;
  if (real === undefined) return null;
  const hold = () =>
    void real
      .act((intent) => ({ type: "hold.placed", hold: intent, reason: t("drill.realReason") }))
      .then(
        (answer) => setPlaced("intent" in answer ? "yes" : "failed"),
        () => setPlaced("failed"),
      );
  return (
    <button type="button" class="real-hold" onClick={hold} aria-label={t("drill.realHoldLabel")}>
      <Shape kind="blocked" />
      <span role="status">
        {t(placed === "no" ? "drill.realHold" : placed === "yes" ? "drill.realPlaced" : "drill.realFailed")}
      </span>
    </button>
  );
}
