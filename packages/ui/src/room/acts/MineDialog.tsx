import { t } from "../../messages/index.ts";
import { eventLine } from "../../model/event-line.ts";
import { todoOf, whyOf } from "../../model/rule-text.ts";
import { Button } from "../../parts/Button.tsx";
import { Receipt } from "../../parts/Receipt.tsx";
import { RuleId } from "../../parts/RuleId.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { At, Say } from "../Times.tsx";
import { receiptOf, useRoom } from "../room.ts";

/** Own acts shown: as far back as the newest pages of the log. */
const SHOWN_MAX = 25;

/** What was done at this desk, and how far it got: waiting, at the relay, read, or not done after all. */
export function MineDialog() {
  const room = useRoom();
  const { device } = room.device.me;
  const undone = room.device.undone.value;
  const { outbox } = room.snapshot.value;
  const mine = [...room.log.entries.value.slice(0, 1_000), ...room.chat.entries.value.slice(0, 200)]
    .filter((entry) => entry.device === device)
    .toSorted((a, b) => b.receivedAt - a.receivedAt)
    .slice(0, SHOWN_MAX);
  return (
    <ActDialog title={t("room.mineTitle")}>
      {undone.length > 0 && (
        <section aria-label={t("room.undone")}>
          <h3>{t("room.undone")}</h3>
          <ul class="room-items">
            {undone.map((act) => (
              <li key={act.intent} class="mine-undone">
                <p>
                  <strong>
                    <Say words={eventLine(act)} />
                  </strong>{" "}
                  <At at={act.at} />
                </p>
                <p>
                  <Say words={whyOf(act.rule)} /> <Say words={todoOf(act.rule)} /> <RuleId rule={act.rule} />
                </p>
                <Button onPress={() => room.device.dismiss(act.intent)}>{t("act.noted")}</Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("room.outbox")}>
        <h3>{t("room.outboxCount", { count: outbox.length })}</h3>
        <ul class="mine">
          {outbox.map((act) => (
            <li key={act.intent}>
              <At at={act.at} />
              <span>
                <Say words={eventLine(act)} />
              </span>
              <Receipt state="device" />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t("room.done")}>
        <h3>{t("room.done")}</h3>
        {mine.length === 0 && <p class="room-empty">{t("room.nothingDone")}</p>}
        <ul class="mine">
          {mine.map((entry) => (
            <li key={`${entry.kind} ${entry.seq}`} class={entry.voidedBy === null ? "" : "room-void"}>
              <At at={entry.receivedAt} />
              <span>
                <Say words={eventLine(entry)} />
              </span>
              <Receipt state={receiptOf(room, entry)} />
            </li>
          ))}
        </ul>
      </section>
    </ActDialog>
  );
}
