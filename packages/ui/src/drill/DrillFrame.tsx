import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import type { Device } from "../model/device.ts";
import { clockTime } from "../model/time.ts";
import { Button } from "../parts/Button.tsx";
import { RealHold } from "./RealHold.tsx";
import { RealNews } from "./RealNews.tsx";
import "./drill.css";

/** A drill's view: the same screens within a frame that nobody takes for the real ones, with the real HOLD and the way back in it. */
export function DrillFrame({ device, children }: { readonly device: Device; readonly children: ComponentChildren }) {
  const { drill } = device;
  if (drill === undefined) return <>{children}</>;
  const until = drill.real.snapshot.value.state.drill?.until ?? 0;
  return (
    <div class="drill">
      <section class="drill-band" aria-label={t("drill.title")}>
        <p class="drill-word">{t("drill.word")}</p>
        <p class="drill-says">{t("drill.says", { time: clockTime(until, device.me.timezone) })}</p>
        <div class="drill-acts">
          <RealHold device={device} />
          <Button onPress={drill.leave}>{t("drill.leave")}</Button>
        </div>
      </section>
      {children}
      <RealNews drill={drill} />
    </div>
  );
}
