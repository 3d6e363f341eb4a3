import { t } from "../../messages/index.ts";
import type { MovingRow } from "../../model/moving.ts";
import { duration } from "../../model/time.ts";
import { Code } from "../../parts/Code.tsx";
import { Panel } from "../Panel.tsx";
import { useRoom } from "../room.ts";
import { RowList } from "../RowList.tsx";
import { At, useSay } from "../Times.tsx";
import { useOpenGroup } from "../use-open-group.ts";

/** Everybody between GO and received. */
export function MovingPanel() {
  const room = useRoom();
  const open = useOpenGroup();
  const { at } = useSay();
  const rows = room.moving.value;
  return (
    <Panel at="moving" title={t("room.moving")} count={rows.length}>
      {rows.length === 0 ? (
        <p class="room-empty">{t(room.snapshot.value.anchored ? "room.nobodyMoves" : "room.unknown")}</p>
      ) : (
        <RowList
          label={t("room.moving")}
          class="room-onway"
          rows={rows}
          keyOf={(row) => row.code}
          says={(row) =>
            t("room.row.moving", {
              code: row.code,
              people: row.people,
              state: phaseWord(row),
              since: at(row.since),
            })
          }
          chosen={room.selected.value}
          onChoose={(code) => (room.selected.value = code)}
          onOpen={open}
        >
          {(row) => <Moving row={row} />}
        </RowList>
      )}
    </Panel>
  );
}

function phaseWord(row: MovingRow): string {
  if (row.overdueBy > 0) return t("phase.overdue");
  if (row.phase === "mismatch") return t("room.differ");
  return row.phase === "received" ? t("incident.missing") : t(`phase.${row.phase}`);
}

function Moving({ row }: { readonly row: MovingRow }) {
  const { departed, arrived } = row.group;
  const tone =
    row.overdueBy > 0 || row.phase === "received" || row.unauthorised
      ? "room-tone-overdue"
      : row.phase === "mismatch"
        ? "room-tone-late"
        : "";
  return (
    <div class={`room-cells ${tone}`}>
      <span>
        <Code value={row.code} />
      </span>
      <span class="room-number">
        {row.phase === "mismatch" ? `${departed ?? "–"} ≠ ${arrived ?? "–"}` : row.people}
      </span>
      <span>{phaseWord(row)}</span>
      <span class="room-number room-soft">
        {row.overdueBy > 0 ? (
          `+${duration(row.overdueBy)}`
        ) : row.expected !== null ? (
          <>
            ~<At at={row.expected} />
          </>
        ) : (
          <At at={row.since} />
        )}
      </span>
    </div>
  );
}
