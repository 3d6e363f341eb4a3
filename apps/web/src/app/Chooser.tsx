import { Button, Dialog, dateTime, locale, t } from "@vado/ui";
import { useState } from "preact/hooks";
import type { EnrolledDevice } from "../device/enrolled.ts";
import { Page } from "./Page.tsx";
import { hashOf } from "./place.ts";

/** Several devices of one desk in one browser: which one is this window to be? */
export function Chooser(props: {
  readonly devices: readonly EnrolledDevice[];
  readonly forget: (device: string) => Promise<void>;
}) {
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <Page title={t("app.choose.title")}>
      <p class="page-soft">{t("app.choose.text")}</p>
      <ul class="page-devices">
        {props.devices.map((one) => (
          <li key={one.enrolment.device} class="page-device">
            <DeviceLink enrolled={one} />
            <Button tone="bare" onPress={() => setLeaving(one.enrolment.device)}>
              {t("app.forget")}
            </Button>
          </li>
        ))}
      </ul>
      {leaving !== null && (
        <Dialog
          kind="dialog"
          title={t("app.forget.title")}
          onClose={() => setLeaving(null)}
          footer={
            <div class="page-pair">
              <Button onPress={() => setLeaving(null)}>{t("app.forget.act.no")}</Button>
              <Button tone="stop" onPress={() => void props.forget(leaving).then(() => setLeaving(null))}>
                {t("app.forget.act.yes")}
              </Button>
            </div>
          }
        >
          <p>{t("app.forget.text")}</p>
        </Dialog>
      )}
    </Page>
  );
}

function DeviceLink({ enrolled }: { readonly enrolled: EnrolledDevice }) {
  const { device, role, side, stations, agency, timezone } = enrolled.enrolment;
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
        {device} · {t("app.choose.since", { time: dateTime(enrolled.enrolledAt, timezone, locale()) })}
      </span>
    </a>
  );
}
