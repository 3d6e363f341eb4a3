import { locale, t } from "../messages/index.ts";
import type { LogEntry, Me, WaitingAct } from "../model/device.ts";
import { CHANNEL_BUSINESS, eventLine, groupOf } from "../model/event-line.ts";
import { moment } from "../model/time.ts";
import { tell, words, type Words } from "../model/words.ts";
import { Receipt } from "../parts/Receipt.tsx";
import { blinded } from "./blind.ts";
import { usePhone } from "./context.ts";
import { RuleSentences } from "./FailureNote.tsx";
import { useLog } from "./use-log.ts";
import "./timeline.css";

/** Entries looked through for a group, and shown of the whole link; what is older stands in the control room's log. */
const LOOKED_MAX = 300;
const SHOWN_MAX = 60;

/** What was said about a group, or on the whole link: who, when, and how far it has come. Newest first. */
export function Timeline({ code }: { readonly code: string | null }) {
  const { snapshot } = usePhone();
  const entries = useLog("record", code === null ? SHOWN_MAX : LOOKED_MAX).filter(
    ({ body }) => !CHANNEL_BUSINESS.has(body.type) && (code === null || groupOf(body) === code),
  );
  const waiting = snapshot.outbox.filter(
    ({ body }) => body.type !== "message.sent" && (code === null || groupOf(body) === code),
  );
  return (
    <section class="phone-log" aria-labelledby="phone-log">
      <h3 id="phone-log">{t("phone.timeline")}</h3>
      {entries.length + waiting.length === 0 && <p>{t("phone.timeline.none")}</p>}
      <ol class="phone-log-list">
        {waiting.toReversed().map((act) => (
          <WaitingRow key={act.intent} act={act} />
        ))}
        {entries.map((entry) => (
          <EntryRow key={entry.intent} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function WaitingRow({ act }: { readonly act: WaitingAct }) {
  const { me, now } = usePhone();
  return (
    <li class="phone-log-row phone-log-mine">
      <span class="phone-log-what">{tell(eventLine(act), me.timezone)}</span>
      <span class="phone-log-when">
        {moment(act.at, now, me.timezone, locale())} · {t(`side.${me.side}`)} · {t(`role.${me.role}`)}
      </span>
      <Receipt state="device" />
    </li>
  );
}

/** What is said of this phone itself names it so, not by its id. */
function lineOf(entry: LogEntry, me: Me): Words {
  const { body } = entry;
  if (body.type === "roster.delegated" && body.device === me.device)
    return words("phone.delegated.until", { time: { at: body.until } });
  if (body.type === "roster.undelegated" && body.device === me.device) return words("phone.delegated.over");
  return eventLine(entry);
}

function EntryRow({ entry }: { readonly entry: LogEntry }) {
  const { me, state, now } = usePhone();
  const mine = entry.side === me.side;
  const void_ = entry.voidedBy !== null;
  return (
    <li class={`phone-log-row ${mine ? "phone-log-mine" : "phone-log-theirs"} ${void_ ? "phone-log-void" : ""}`}>
      <span class="phone-log-what">{tell(blinded(lineOf(entry, me), state, me), me.timezone)}</span>
      {entry.voidedBy !== null && (
        <span class="phone-log-why">
          <strong>{t("phone.timeline.void")}</strong> <RuleSentences rule={entry.voidedBy} />
        </span>
      )}
      <span class="phone-log-when">
        {moment(entry.at, now, me.timezone, locale())} · {t(`side.${entry.side}`)} · {t(`role.${entry.role}`)}
      </span>
      {mine && <Receipt state={entry.receipt} />}
    </li>
  );
}
