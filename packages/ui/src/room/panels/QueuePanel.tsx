import { t } from "../../messages/index.ts";
import type { GoingRow } from "../../model/moving.ts";
import type { QueueRow } from "../../model/queue.ts";
import { countdown, duration } from "../../model/time.ts";
import { Code } from "../../parts/Code.tsx";
import { Panel } from "../Panel.tsx";
import { useRoom } from "../room.ts";
import { RowList } from "../RowList.tsx";
import { useOpenGroup } from "../use-open-group.ts";
import { At, useSay } from "../Times.tsx";

/** Everybody who has not gone yet: with a grant, then in the published order. */
export function QueuePanel() {
  const room = useRoom();
  const open = useOpenGroup();
  const { say, at } = useSay();
  const [queue, going] = [room.queue.value, room.going.value];
  const saysWaiting = (row: QueueRow) =>
    t("room.row.waiting", {
      position: row.position,
      code: row.code,
      people: row.people,
      waited: duration(row.waited),
      next: at(row.next),
      state:
        row.overtaken === 0
          ? stateOf(row)
          : `${stateOf(row)}, ${t("law.overtaken")}: ${t("law.overtakenTimes", { times: row.overtaken })}`,
    });
  const saysGoing = (row: GoingRow) =>
    t("room.row.going", {
      code: row.code,
      people: row.people,
      from: at(row.grant.from),
      to: at(row.grant.to),
      state: say({ id: row.confirmed ? "phase.confirmed" : "phase.granted" }),
    });
  return (
    <Panel at="queue" title={t("room.queue")} count={queue.length + going.length}>
      {going.length > 0 && (
        <>
          <p class="room-cols room-cols-going" aria-hidden="true">
            <span>{t("room.col.granted")}</span>
            <span>{t("room.col.people")}</span>
            <span>{t("room.col.window")}</span>
            <span />
          </p>
          <RowList
            label={t("room.granted")}
            class="room-going"
            rows={going}
            keyOf={(row) => row.code}
            says={saysGoing}
            chosen={room.selected.value}
            onChoose={(code) => (room.selected.value = code)}
            onOpen={open}
          >
            {(row) => <Going row={row} />}
          </RowList>
        </>
      )}
      <p class="room-cols room-cols-queue" aria-hidden="true">
        <span />
        <span>{t("room.col.waiting")}</span>
        <span>{t("room.col.people")}</span>
        <span>{t("room.col.waited")}</span>
        <span>{t("room.col.next")}</span>
      </p>
      {queue.length === 0 ? (
        <p class="room-empty">{t(room.snapshot.value.anchored ? "room.nobodyWaits" : "room.unknown")}</p>
      ) : (
        <RowList
          label={t("room.waiting")}
          class="room-waiting"
          rows={queue}
          keyOf={(row) => row.code}
          says={saysWaiting}
          chosen={room.selected.value}
          onChoose={(code) => (room.selected.value = code)}
          onOpen={open}
        >
          {(row) => <Waiting row={row} />}
        </RowList>
      )}
    </Panel>
  );
}

function stateOf(row: QueueRow): string {
  if (row.held) return t("room.state.held");
  return row.late > 0 ? t("room.state.late", { ago: duration(row.late) }) : t(`phase.${row.phase}`);
}

function Waiting({ row }: { readonly row: QueueRow }) {
  const tone = row.held ? "room-tone-stop" : row.late > 0 ? "room-tone-late" : "";
  return (
    <div class={`room-cells ${tone}`}>
      <span class="room-position">{row.position}</span>
      <span>
        <Code value={row.code} />
        {row.priority === 1 && (
          <abbr class="room-urgent" title={t("room.urgentNeeds")}>
            ▲
          </abbr>
        )}
        {row.overtaken > 0 && (
          <abbr
            class="room-overtaken"
            title={`${t("law.overtaken")}: ${t("law.overtakenTimes", { times: row.overtaken })}`}
          >
            ↷{row.overtaken}
          </abbr>
        )}
      </span>
      <span class="room-number">{row.people}</span>
      <span class="room-number">{duration(row.waited)}</span>
      <span class="room-number">
        {row.late > 0 ? t("room.lateBy", { ago: duration(row.late) }) : <At at={row.next} />}
      </span>
    </div>
  );
}

/** A group with a grant: its window, and how long until it opens or closes. */
function Going({ row }: { readonly row: GoingRow }) {
  const ready = row.rules.length === 0;
  return (
    <div class={`room-cells ${ready && row.opensIn === 0 ? "room-tone-go" : ready ? "" : "room-tone-stop"}`}>
      <span>
        <Code value={row.code} />
      </span>
      <span class="room-number">{row.people}</span>
      <span class="room-number">
        <At at={row.grant.from} />–<At at={row.grant.to} />
      </span>
      <span class="room-number room-soft">
        {row.confirmed
          ? row.opensIn > 0
            ? t("room.opensIn", { time: countdown(row.opensIn) })
            : t("room.endsIn", { time: countdown(row.endsIn) })
          : t("room.toConfirm")}
      </span>
    </div>
  );
}
