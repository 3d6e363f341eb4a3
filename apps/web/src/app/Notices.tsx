import { Banner, Button, t } from "@vado/ui";
import type { DeviceRuntime } from "../device/runtime.ts";
import type { Updates } from "../platform/worker.ts";
import "./notices.css";

/** What stands above every screen of a device, whenever it is so. */
export function Notices({ device, updates }: { readonly device: DeviceRuntime; readonly updates: Updates }) {
  const place = device.place.value;
  const trouble = device.trouble.value;
  return (
    <div class="notices">
      {device.snapshot.value.elsewhere && (
        <Banner
          tone="warn"
          icon="screen"
          actions={
            <Button tone="main" onPress={() => device.takeOver()}>
              {t("app.takeOver")}
            </Button>
          }
        >
          {t("app.elsewhere")}
        </Banner>
      )}
      {place !== "held" && (
        <Banner tone="stop" title={t(place === "removed" ? "app.lost.removed" : "app.lost.shutOut")}>
          {t("app.lost.do")}
        </Banner>
      )}
      {trouble !== null && (
        <Banner tone="warn" title={t("app.trouble")} onDismiss={() => device.forgetTrouble()}>
          {trouble}
        </Banner>
      )}
      {updates.waiting.value && (
        <Banner tone="note" actions={<Button onPress={() => updates.accept()}>{t("app.updateNow")}</Button>}>
          {t("app.update")}
        </Banner>
      )}
    </div>
  );
}
