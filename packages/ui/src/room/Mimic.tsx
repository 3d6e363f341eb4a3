import { MINUTE_MS } from "@vado/flow";
import { t } from "../messages/index.ts";
import { Code } from "../parts/Code.tsx";
import { Shape } from "../parts/Shape.tsx";
import type { MovingRow } from "../model/moving.ts";
import { useRoom } from "./room.ts";

/** The link as a signaller's diagram: two stations, the way between them, and every group where it is. */

/** Where the way begins and ends, percent of the width. */
const [BEGIN, END] = [9, 93];
/** Groups nearer than this, percent, stand one above the other. */
const NEAR = 11;
/** As many stand one above the other; the others are counted, and stand in the list. */
const LANES_MAX = 3;

interface Place {
  readonly row: MovingRow;
  readonly left: number;
  readonly lane: number;
}

/** How far along the way a group is: told positions only, between them by mean transit. */
function placesOf(rows: readonly MovingRow[], transitMs: number, now: number): Place[] {
  const lanes: number[] = [];
  return rows
    .map((row) => ({ row, left: BEGIN + (END - BEGIN) * along(row, transitMs, now) }))
    .toSorted((a, b) => a.left - b.left)
    .map(({ row, left }) => {
      const free = lanes.findIndex((taken) => left - taken >= NEAR);
      const lane = free === -1 ? lanes.length : free;
      lanes[lane] = left;
      return { row, left, lane };
    });
}

function along({ phase, since }: MovingRow, transitMs: number, now: number): number {
  if (phase === "released") return 0.04;
  if (phase !== "inTransit") return 0.96;
  // Nobody is drawn at the gate before being counted there.
  return transitMs <= 0 ? 0.5 : Math.min(0.86, Math.max(0.12, (now - since) / transitMs));
}

const toneOf = (row: MovingRow): string => {
  if (row.overdueBy > 0 || row.phase === "received") return "overdue";
  if (row.phase === "mismatch" || row.unauthorised) return "differs";
  return row.held ? "held" : "moving";
};

export function Mimic() {
  const room = useRoom();
  const { me } = room.device;
  const { state, anchored } = room.snapshot.value;
  const rows = room.moving.value;
  const { kind } = room.indication.value;
  const transitMs = (state.agreement?.terms.transitMeanMin ?? 0) * MINUTE_MS;
  const places = placesOf(rows, transitMs, room.now.value);
  const drawn = places.filter(({ lane }) => lane < LANES_MAX);
  const waiting = room.queue.value.reduce((sum, row) => sum + row.people, 0);
  return (
    <div class={`mimic mimic-${kind}`}>
      <Station side="sending" name={me.stations.sending.name} open={state.stations.sending.open} known={anchored}>
        {t("room.waitingPeople", { people: waiting })}
      </Station>
      <div class="mimic-way" aria-hidden="true" />
      <span class="mimic-signal">
        <Shape kind={kind} size="large" />
      </span>
      <ul class="mimic-groups" aria-label={t("room.onTheWay")}>
        {drawn.map(({ row, left, lane }) => (
          <li key={row.code} class={`mimic-group mimic-${toneOf(row)}`} style={{ left: `${left}%`, "--lane": lane }}>
            <button type="button" tabIndex={-1} onClick={() => (room.selected.value = row.code)}>
              <Code value={row.code} />
              <span class="mimic-people">{row.people}</span>
            </button>
          </li>
        ))}
      </ul>
      {drawn.length < places.length && (
        <p class="mimic-more">{t("room.moreGroups", { groups: places.length - drawn.length })}</p>
      )}
      <Station side="receiving" name={me.stations.receiving.name} open={state.stations.receiving.open} known={anchored}>
        {t("room.receivedPeople", { people: state.totals.received })}
      </Station>
    </div>
  );
}

function Station(props: {
  readonly side: "sending" | "receiving";
  readonly name: string;
  readonly open: boolean;
  readonly known: boolean;
  readonly children: string;
}) {
  return (
    <div class={`mimic-station mimic-station-${props.side} ${props.open || !props.known ? "" : "mimic-closed"}`}>
      <strong>{props.name}</strong>
      <span>{props.known ? (props.open ? props.children : t("room.closed")) : t("room.unknown")}</span>
    </div>
  );
}
