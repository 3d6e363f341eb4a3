import { Button, dateTime, locale, t } from "@vado/ui";
import { useState } from "preact/hooks";
import type { KeptDevice } from "../device/registry.ts";
import { ForgetDialog } from "./ForgetDialog.tsx";
import { Page } from "./Page.tsx";
import { hashOf } from "./place.ts";

/** Several devices of one desk in one browser: which one is this window to be? */
export function Chooser(props: {
  readonly devices: readonly KeptDevice[];
  readonly forget: (device: string) => Promise<void>;
}) {
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <Page title={t("app.choose.title")}>
      <p class="page-soft">{t("app.choose.text")}</p>
      <ul class="page-devices">
        {props.devices.map((one) => (
          <li key={one.me.device} class="page-device">
            <DeviceLink kept={one} />
            <Button tone="bare" onPress={() => setLeaving(one.me.device)}>
              {t("app.forget")}
            </Button>
          </li>
        ))}
      </ul>
      {leaving !== null && <ForgetDialog forget={() => props.forget(leaving)} onClose={() => setLeaving(null)} />}
    </Page>
  );
}

function DeviceLink({ kept }: { readonly kept: KeptDevice }) {
  const { device, role, side, stations, agency, timezone } = kept.me;
  const way = t("enrol.way", { from: stations.sending.name, to: stations.receiving.name });
  return (
    <a class="page-device-open" href={hashOf({ device })}>
      <span class="page-device-who">
        {t(`role.${role}`)} · {t(`side.${side}`)}
      </span>
      <span class="page-device-more">
        {way} · {agency}
      </span>
      <span class="page-device-more">
        {device} · {t("app.choose.since", { time: dateTime(kept.enrolledAt, timezone, locale()) })}
      </span>
    </a>
  );
}
