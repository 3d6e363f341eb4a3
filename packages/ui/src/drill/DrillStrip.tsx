import { t } from "../messages/index.ts";
import type { Device } from "../model/device.ts";
import { RealHold } from "./RealHold.tsx";

/** What opens over a drill's frame says again that it is one, and keeps the real HOLD in reach. Nothing in the real view. */
export function DrillStrip({ device }: { readonly device: Device }) {
  if (device.drill === undefined) return null;
  return (
    <div class="drill-strip">
      <span class="drill-word">{t("drill.word")}</span>
      <RealHold device={device} />
    </div>
  );
}
