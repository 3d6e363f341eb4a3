import { openHolds } from "@vado/flow";
import { useState } from "preact/hooks";
import { locale, t, type MessageId } from "../../messages/index.ts";
import { dateTime, duration } from "../../model/time.ts";
import { words } from "../../model/words.ts";
import { indicationWord } from "../../parts/Indication.tsx";
import { Button } from "../../parts/Button.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { activityFile, dayFile, type NamedFile } from "../day-files.ts";
import { ActDialog } from "./ActDialog.tsx";
import { useSay } from "../Times.tsx";
import { useRoom, type Room } from "../room.ts";

/** What the next officer must know, as a page to read together, print or copy. */
export function HandoverDialog() {
  const room = useRoom();
  const { say, at } = useSay();
  const [copied, setCopied] = useState(false);
  const parts = handover(room, say, at);
  const text = parts.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join("\n")).join("\n\n");
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    setCopied(true);
  };
  return (
    <ActDialog
      title={t("room.handoverTitle")}
      wide
      footer={
        <p class="room-item-acts">
          <Button onPress={() => print()}>{t("act.print")}</Button>
          <Button onPress={() => void copy()}>{t(copied ? "act.copied" : "act.copy")}</Button>
          <Button onPress={() => void dayFile(room).then(keep)}>{t("act.dayFile")}</Button>
          <Button onPress={() => void activityFile(room, say).then(keep)}>{t("act.activityFile")}</Button>
        </p>
      }
    >
      <div class="handover">
        {parts.map(({ title, lines }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            {lines.length === 0 ? (
              <p class="room-empty">{t("room.none")}</p>
            ) : (
              <ul>
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </ActDialog>
  );
}

const keep = ({ name, text }: NamedFile): void => saveFile(name, "text/csv;charset=utf-8", text);

type Say = ReturnType<typeof useSay>["say"];

function handover(
  room: Room,
  say: Say,
  at: (ms: number) => string,
): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  const { me } = room.device;
  const { state, outbox } = room.snapshot.value;
  const { kind, codes, reasons } = room.indication.value;
  const now = room.slow.value;
  return [
    {
      title: `${me.stations.sending.name} → ${me.stations.receiving.name} · ${dateTime(now, me.timezone, locale())}`,
      lines: [
        t("room.preparedBy", { role: t(`role.${me.role}`), agency: me.agency, side: t(`side.${me.side}`) }),
        indicationWord(kind, codes),
        ...reasons.map(say),
      ],
    },
    {
      title: t("room.ownDevices"),
      lines: Object.entries(state.devices)
        .filter(([, one]) => one.side === me.side)
        .map(([device, one]) => `${device} · ${t(`role.${one.role}` as MessageId)}`),
    },
    { title: t("room.alarms"), lines: room.alarms.value.map((alarm) => `${say(alarm.what)} ${say(alarm.todo)}`) },
    {
      title: t("room.holds"),
      lines: openHolds(state).map((hold) =>
        say(
          hold.group === null
            ? words("reason.hold", { side: words(`side.${hold.side}`), time: { at: hold.placedAt } })
            : words("room.holdOf", { code: hold.group, side: words(`side.${hold.side}`), time: { at: hold.placedAt } }),
        ),
      ),
    },
    {
      title: t("room.granted"),
      lines: room.going.value.map((row) =>
        t("room.row.going", {
          code: row.code,
          people: row.people,
          from: at(row.grant.from),
          to: at(row.grant.to),
          state: t(row.confirmed ? "phase.confirmed" : "phase.granted"),
        }),
      ),
    },
    {
      title: t("room.moving"),
      lines: room.moving.value.map((row) =>
        t("room.row.moving", {
          code: row.code,
          people: row.people,
          state: t(row.overdueBy > 0 ? "phase.overdue" : `phase.${row.phase}`),
          since: at(row.since),
        }),
      ),
    },
    {
      title: t("room.waiting"),
      lines: room.queue.value.map((row) =>
        t("room.row.waiting", {
          position: row.position,
          code: row.code,
          people: row.people,
          waited: duration(row.waited),
          next: at(row.next),
          state: t(`phase.${row.phase}`),
        }),
      ),
    },
    {
      title: t("room.incidents"),
      lines: Object.values(state.incidents).map((incident) =>
        [t(`incident.${incident.kind}` as MessageId), incident.group].filter((part) => part !== null).join(" · "),
      ),
    },
    {
      title: t("room.proposals"),
      lines: Object.values(state.proposals).map((proposal) => t("room.proposed", { version: proposal.version })),
    },
    { title: t("room.outbox"), lines: outbox.length === 0 ? [] : [t("room.outboxCount", { count: outbox.length })] },
  ];
}
