import { t } from "../messages/index.ts";
import { CHANNEL_BUSINESS, eventLine } from "../model/event-line.ts";
import { tell } from "../model/words.ts";
import { Receipt } from "../parts/Receipt.tsx";
import { usePhone } from "./context.ts";
import { useLog } from "./use-log.ts";
import "./last-act.css";

/** Entries in which this phone's newest act is looked for. */
const LOOKED_MAX = 40;

/** What was told last from this phone, and how far it has come: so that nobody wonders whether it went out. */
export function LastAct() {
  const { snapshot, me } = usePhone();
  const logged = useLog("record", LOOKED_MAX).find(
    ({ device, body, voidedBy }) => device === me.device && voidedBy === null && !CHANNEL_BUSINESS.has(body.type),
  );
  const waiting = snapshot.outbox.findLast(({ body }) => body.type !== "message.sent");
  const act = waiting ?? logged;
  if (act === undefined) return null;
  return (
    <p class="last-act">
      <span class="last-act-what">
        <span class="hidden">{t("phone.lastAct")} </span>
        {tell(eventLine(act), me.timezone)}
      </span>
      <Receipt state={waiting !== undefined || logged === undefined ? "device" : logged.receipt} />
    </p>
  );
}
