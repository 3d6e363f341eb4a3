import { t } from "../messages/index.ts";
import { clockTime } from "../model/time.ts";
import type { Device } from "../model/device.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { lazily } from "../parts/lazily.tsx";
import { loadDrill } from "./load.ts";
import type { World } from "./use-world.ts";

/** The frame of a drill's view, fetched when somebody enters one. */
export const DrillFrame = lazily(async () => (await loadDrill()).DrillFrame);

/** In the real view: that a drill goes on and how to take part; that the one this view was in is over. */
export function DrillNotice({ world, device }: { readonly world: World; readonly device: Device }) {
  const { offer, ended } = world;
  return (
    <>
      {ended && <Banner tone="good" icon="check" title={t("drill.ended")} onDismiss={world.forget} />}
      {offer !== null && (
        <Banner
          tone="note"
          title={t("drill.running", { time: clockTime(offer.until, device.me.timezone) })}
          actions={<Button onPress={offer.enter}>{t("drill.enter")}</Button>}
        >
          {t("drill.runningSays")}
        </Banner>
      )}
    </>
  );
}
