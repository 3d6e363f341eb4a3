import { t } from "../messages/index.ts";
import { clockTime } from "../model/time.ts";
import { Icon } from "../parts/Icon.tsx";
import { usePhone } from "./context.ts";
import "./status-strip.css";

/** The line and the outbox, on every screen: what is shown is true as of when, and what has not gone out. It never pretends. */
export function StatusStrip() {
  const { snapshot, me, now } = usePhone();
  const { connected, provisional, asOf, outbox } = snapshot;
  const waiting = outbox.length;
  const line = connected
    ? provisional
      ? t("phone.line.confirming")
      : t("phone.line.online")
    : asOf === 0
      ? t("phone.line.never")
      : t("phone.line.asOf", { time: clockTime(asOf, me.timezone) });
  return (
    <div class={`status-strip ${connected ? "" : "status-strip-off"}`} role="status">
      <span class="status-strip-line">
        <Icon name={connected ? "online" : "offline"} />
        {line}
      </span>
      <span class={`status-strip-out ${waiting > 0 ? "status-strip-waiting" : ""}`}>
        <Icon name="out" />
        {t("phone.outbox", { count: waiting })}
      </span>
      {connected && (
        <time class="status-strip-clock" dateTime={new Date(now).toISOString()} aria-hidden="true">
          {clockTime(now, me.timezone)}
        </time>
      )}
    </div>
  );
}
