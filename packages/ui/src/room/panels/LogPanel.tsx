import type { Side } from "@vado/protocol";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import type { LogEntry } from "../../model/device.ts";
import { EVENT_KINDS, eventLine, groupOf, kindOf, type EventKind } from "../../model/event-line.ts";
import { Button } from "../../parts/Button.tsx";
import { Receipt } from "../../parts/Receipt.tsx";
import { EVERYTHING, isEverything, useFiltered, type LogFilter } from "../log-filter.ts";
import { ENTRIES_MAX } from "../log-book.ts";
import { receiptOf, useRoom } from "../room.ts";
import { At, useSay } from "../Times.tsx";
import { useWidth } from "../use-width.ts";
import { VirtualRows } from "../VirtualRows.tsx";

/** A filter that finds less than a screen of rows looks further back by itself. */
const ROWS_WANTED = 60;
const [ROW_PX, NARROW_ROW_PX, NARROW_PX] = [30, 52, 560];

/** Everything that was said on the link, newest first. */
export function LogPanel() {
  const room = useRoom();
  const { element, width } = useWidth<HTMLDivElement>();
  const { say, at } = useSay();
  const [filter, setFilter] = useState<LogFilter>(EVERYTHING);
  const entries = room.log.entries.value;
  const more = room.log.more.value;
  const { me } = room.device;
  const rows = useFiltered(entries, filter, me.timezone);
  useEffect(() => {
    if (!isEverything(filter) && rows.length < ROWS_WANTED && more && entries.length < ENTRIES_MAX)
      void room.log.loadMore();
  }, [filter, rows, more, entries.length]);
  const narrow = width > 0 && width < NARROW_PX;
  return (
    <div class={`log ${narrow ? "log-narrow" : ""}`} ref={element}>
      <Filters filter={filter} onFilter={setFilter} read={entries.length} shown={rows.length} more={more} />
      <VirtualRows
        label={t("room.log")}
        rows={rows}
        rowHeight={narrow ? NARROW_ROW_PX : ROW_PX}
        numberOf={(entry) => entry.seq}
        says={(entry) =>
          t("room.logSays", {
            time: at(entry.receivedAt),
            side: t(`side.${entry.side}`),
            role: t(`role.${entry.role}`),
            line: say(eventLine(entry)),
            state: entry.voidedBy === null ? "" : t("room.voided"),
          })
        }
        onOpen={(entry) => (room.act.value = { kind: "entry", seq: entry.seq })}
        onEnd={() => void room.log.loadMore()}
      >
        {(entry) => <Row entry={entry} line={say(eventLine(entry))} mine={entry.side === me.side} />}
      </VirtualRows>
    </div>
  );
}

function Row({ entry, line, mine }: { readonly entry: LogEntry; readonly line: string; readonly mine: boolean }) {
  const room = useRoom();
  const odd = entry.body.type === "hold.placed" || entry.body.type === "incident.opened";
  return (
    <div class={`log-row ${entry.voidedBy === null ? "" : "room-void"} ${odd ? "log-odd" : ""}`}>
      <At at={entry.receivedAt} />
      <span class={`room-side room-side-${entry.side}`}>{t(`room.side.${entry.side}`)}</span>
      <span class="log-kind">{t(`room.kind.${kindOf(entry.body.type)}`)}</span>
      <span class="log-line">{line}</span>
      <span class="log-mark">
        {entry.voidedBy !== null ? (
          <em>{t("room.voided")}</em>
        ) : (
          mine && <Receipt state={receiptOf(room, entry)} brief />
        )}
      </span>
    </div>
  );
}

function Filters(props: {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  readonly read: number;
  readonly shown: number;
  readonly more: boolean;
}) {
  const room = useRoom();
  const id = useId();
  const { filter, onFilter } = props;
  const groups = new Set(room.log.entries.value.slice(0, 2_000).flatMap((entry) => groupOf(entry.body) ?? []));
  return (
    <div class="log-filters" role="search" aria-label={t("room.filter")}>
      <label class="log-filter log-filter-text">
        <span class="hidden">{t("room.filterText")}</span>
        <input
          type="search"
          class="room-input"
          data-log-filter
          placeholder={t("room.filterText")}
          value={filter.text}
          maxLength={80}
          onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <Choice
        label={t("room.filterKind")}
        value={filter.kind}
        options={EVENT_KINDS.map((kind) => [kind, t(`room.kind.${kind}`)] as const)}
        onChoose={(kind) => onFilter({ ...filter, kind: kind as EventKind | null })}
      />
      <Choice
        label={t("room.filterSide")}
        value={filter.side}
        options={(["sending", "receiving"] as const).map((side) => [side, t(`side.${side}`)] as const)}
        onChoose={(side) => onFilter({ ...filter, side: side as Side | null })}
      />
      <label class="log-filter">
        <span class="hidden">{t("room.filterGroup")}</span>
        <input
          class="room-input room-input-code"
          list={`${id}-groups`}
          placeholder={t("room.filterGroup")}
          value={filter.group ?? ""}
          maxLength={7}
          autocomplete="off"
          onInput={(event) => {
            const code = event.currentTarget.value.trim().toUpperCase();
            onFilter({ ...filter, group: code === "" ? null : code });
          }}
        />
        <datalist id={`${id}-groups`}>
          {[...groups].map((code) => (
            <option key={code} value={code} />
          ))}
        </datalist>
      </label>
      {!isEverything(filter) && (
        <Button tone="bare" onPress={() => onFilter(EVERYTHING)}>
          {t("act.clearFilter")}
        </Button>
      )}
      <p class="log-read" role="status">
        {isEverything(filter)
          ? t(props.more ? "room.readSoFar" : "room.readAll", { count: props.read })
          : t("room.found", { count: props.shown, read: props.read })}
      </p>
    </div>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string | null) => void;
}) {
  return (
    <label class="log-filter">
      <span class="hidden">{props.label}</span>
      <select
        class="room-input"
        value={props.value ?? ""}
        onChange={(event) => props.onChoose(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      >
        <option value="">{props.label}</option>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
