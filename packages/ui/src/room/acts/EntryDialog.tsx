import { locale, t } from "../../messages/index.ts";
import { eventLine, groupOf } from "../../model/event-line.ts";
import { todoOf, whyOf } from "../../model/rule-text.ts";
import { dateTime } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { Receipt } from "../../parts/Receipt.tsx";
import { RuleId } from "../../parts/RuleId.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Say } from "../Times.tsx";
import { useOpenGroup } from "../use-open-group.ts";
import { receiptOf, useRoom } from "../room.ts";

/** One entry of the log, with all of its fields. */
export function EntryDialog({ seq }: { readonly seq: number }) {
  const room = useRoom();
  const open = useOpenGroup();
  const entry = room.log.entries.value.find((one) => one.seq === seq);
  if (entry === undefined) return <Gone />;
  const { timezone } = room.device.me;
  const code = groupOf(entry.body);
  return (
    <ActDialog title={t("room.entry", { seq })} wide>
      <p class="entry-line">
        <Say words={eventLine(entry)} />
      </p>
      {entry.voidedBy !== null && (
        <p class="room-attention">
          <strong>{t("room.voided")}</strong>: <Say words={whyOf(entry.voidedBy)} />{" "}
          <Say words={todoOf(entry.voidedBy)} /> <RuleId rule={entry.voidedBy} />
        </p>
      )}
      <dl class="terms">
        <div>
          <dt>{t("room.ordered")}</dt>
          <dd>{dateTime(entry.receivedAt, timezone, locale())}</dd>
        </div>
        <div>
          <dt>{t("room.acted")}</dt>
          <dd>{dateTime(entry.at, timezone, locale())}</dd>
        </div>
        <div>
          <dt>{t("room.device")}</dt>
          <dd>
            {entry.device} · {t(`side.${entry.side}`)} · {t(`role.${entry.role}`)}
          </dd>
        </div>
        {entry.side === room.device.me.side && (
          <div>
            <dt>{t("room.receipt")}</dt>
            <dd>
              <Receipt state={receiptOf(room, entry)} />
            </dd>
          </div>
        )}
      </dl>
      <pre class="entry-body" tabIndex={0} aria-label={t("room.fields")}>
        {JSON.stringify(entry.body, null, 2)}
      </pre>
      {code !== null && (
        <Button
          onPress={() => {
            room.act.value = null;
            open(code);
          }}
        >
          {t("room.showGroup", { code })}
        </Button>
      )}
    </ActDialog>
  );
}
