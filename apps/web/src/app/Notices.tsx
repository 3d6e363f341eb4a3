import { Button, DeskRefused, RuleId, t, tell, todoOf, whyOf } from "@vado/ui";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { DeviceRuntime } from "../device/runtime.ts";
import { rejoin } from "../enrol/rejoin.ts";
import type { Updates } from "../platform/worker.ts";
import "./notices.css";

/** What stands above every screen of a device, for as long as it is so. */
export function Notices({ device, updates }: { readonly device: DeviceRuntime; readonly updates: Updates }) {
  const place = device.place.value;
  const trouble = device.trouble.value;
  return (
    <>
      {device.snapshot.value.elsewhere && (
        <Notice tone="warn" act={t("app.takeOver")} onAct={() => device.takeOver()}>
          {t("app.elsewhere")}
        </Notice>
      )}
      {place === "lost" && <Lost device={device} />}
      {place === "outdated" && (
        <Notice
          tone="stop"
          act={t("app.updateNow")}
          onAct={() => (updates.waiting.value ? updates.accept() : updates.look())}
        >
          <strong>{t("app.outdated")}</strong>
          {t("app.outdated.do")}
        </Notice>
      )}
      {(place === "removed" || place === "shut-out") && (
        <Notice tone="stop">
          <strong>{t(place === "removed" ? "app.lost.removed" : "app.lost.shutOut")}</strong>
          {t("app.lost.do")}
        </Notice>
      )}
      {trouble !== null && (
        <Notice tone="warn" act={t("app.troubleSeen")} onAct={() => device.forgetTrouble()}>
          <strong>{t("app.trouble")}</strong>
          {trouble}
        </Notice>
      )}
      {updates.waiting.value && (
        <Notice tone="note" act={t("app.updateNow")} onAct={() => updates.accept()}>
          {t("app.update")}
        </Notice>
      )}
    </>
  );
}

/** Its state was restored from a copy: one tap, and it is back as another device. */
function Lost({ device }: { readonly device: DeviceRuntime }) {
  const [rule, setRule] = useState<string | null>(null);
  const [going, setGoing] = useState(false);
  const back = async (): Promise<void> => {
    setGoing(true);
    await rejoin(device).catch((error: unknown) => setRule(error instanceof DeskRefused ? error.rule : "desk-away"));
    setGoing(false);
  };
  return (
    <Notice tone="stop" {...(going ? {} : { act: t("app.rejoin"), onAct: () => void back() })}>
      <strong>{t("app.lost.copy")}</strong>
      {t(going ? "enrol.joining" : "app.lost.copy.do")}
      {rule !== null && (
        <>
          {tell(whyOf(rule), device.me.timezone)} {tell(todoOf(rule), device.me.timezone)} <RuleId rule={rule} />
        </>
      )}
    </Notice>
  );
}

function Notice(props: {
  readonly tone: "note" | "warn" | "stop";
  readonly act?: string;
  readonly onAct?: () => void;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`notice notice-${props.tone}`} role={props.tone === "note" ? "status" : "alert"}>
      <p class="notice-says">{props.children}</p>
      {props.act !== undefined && props.onAct !== undefined && <Button onPress={props.onAct}>{props.act}</Button>}
    </div>
  );
}
