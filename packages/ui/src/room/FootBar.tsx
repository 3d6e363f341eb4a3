import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import { eventLine } from "../model/event-line.ts";
import { todoOf, whyOf } from "../model/rule-text.ts";
import type { Receipt as State } from "../model/device.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Receipt } from "../parts/Receipt.tsx";
import { RuleId } from "../parts/RuleId.tsx";
import { At, Say } from "./Times.tsx";
import { receiptOf, useRoom } from "./room.ts";

/** How far this screen can be trusted, and what became of the last act: always in sight. */
export function FootBar() {
  const room = useRoom();
  const { connected, asOf, outbox, elsewhere, joined, provisional } = room.snapshot.value;
  const undone = room.device.undone.value;
  return (
    <footer class="room-foot">
      <p class={connected ? "foot-line" : "foot-line foot-odd"}>
        <Icon name={connected ? "online" : "offline"} />
        {t(connected ? "room.connected" : "room.disconnected")}
        <span class="room-soft">
          {t("room.asOf")} <At at={asOf} />
        </span>
      </p>
      {(elsewhere || !joined || provisional) && (
        <p class="foot-odd">{t(elsewhere ? "room.elsewhere" : joined ? "room.provisional" : "room.joining")}</p>
      )}
      <LastAct />
      <Button tone="bare" onPress={() => (room.act.value = { kind: "mine" })}>
        {t("room.outboxCount", { count: outbox.length })}
        {undone.length > 0 && <strong class="foot-undone">{t("room.undoneCount", { count: undone.length })}</strong>}
      </Button>
    </footer>
  );
}

/** What was done last, and how far it got. */
function LastAct() {
  const room = useRoom();
  const notice = room.notice.value;
  if (notice === null || notice.kind !== "done") return <p class="foot-act" />;
  const entries = notice.body.type === "message.sent" ? room.chat.entries.value : room.log.entries.value;
  const entry = entries.slice(0, 200).find(({ intent }) => intent === notice.intent);
  const waits = room.snapshot.value.outbox.some(({ intent }) => intent === notice.intent);
  // Gone from the outbox it is at the relay, also in the moment before the log is read again.
  const state: State = waits ? "device" : entry === undefined ? "relay" : receiptOf(room, entry);
  return (
    <p class="foot-act" role="status">
      <span class={entry?.voidedBy == null ? "" : "room-void"}>
        <Say words={eventLine(notice)} />
      </span>
      <Receipt state={state} />
    </p>
  );
}

/** What was refused, and acts that were not done after all; stands until somebody has read it. */
export function Notices({ children }: { readonly children?: ComponentChildren }) {
  const room = useRoom();
  const notice = room.notice.value;
  const undone = room.device.undone.value;
  return (
    <div class="room-notices">
      {children}
      {undone.slice(0, 2).map((act) => (
        <Banner
          key={act.intent}
          tone="stop"
          title={t("room.notDone")}
          onDismiss={() => room.device.dismiss(act.intent)}
        >
          <Say words={eventLine(act)} /> — <Say words={whyOf(act.rule)} /> <Say words={todoOf(act.rule)} />{" "}
          <RuleId rule={act.rule} />
        </Banner>
      ))}
      {notice !== null && notice.kind !== "done" && (
        <Banner tone="warn" title={t("room.notDone")} onDismiss={() => (room.notice.value = null)}>
          {notice.kind === "failed" ? (
            t("room.storeFailed")
          ) : (
            <>
              <Say words={whyOf(notice.rule)} /> <Say words={todoOf(notice.rule)} /> <RuleId rule={notice.rule} />
            </>
          )}
        </Banner>
      )}
    </div>
  );
}
