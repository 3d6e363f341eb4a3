import { t } from "../../messages/index.ts";
import { clockTime } from "../../model/time.ts";
import type { OfferRow } from "../../model/places.ts";
import type { Stretch, TimelineGroup } from "../../model/timeline.ts";
import { Panel } from "../Panel.tsx";
import { TIMELINE_MS, useRoom } from "../room.ts";
import { useWidth } from "../use-width.ts";

/** The link's slots, four hours back and four ahead: what is offered above, who goes when below. */

const HOUR_MS = 3_600_000;
const [TOP, OFFER, GAP, LANE] = [22, 30, 12, 21];
/** Lanes that are drawn; the oldest groups beyond them are in the log. */
const LANES_MAX = 8;
/** Narrower than this, in pixels, an hour's mark carries no figure. */
const HOUR_LABEL_PX = 44;
const OFFER_LABEL_PX = 19;

interface Scale {
  (ms: number): number;
}

export function TimelinePanel() {
  const room = useRoom();
  const { element, width } = useWidth<HTMLDivElement>();
  const { offers, groups, lanes } = room.timeline.value;
  const { timezone } = room.device.me;
  // Narrow screens show less time, not smaller letters.
  const half = width < 560 ? TIMELINE_MS / 2 : TIMELINE_MS;
  const now = room.slow.value;
  const from = now - half;
  const x: Scale = (ms) => Math.round(((ms - from) / (2 * half)) * width * 10) / 10;
  const drawn = Math.min(Math.max(lanes, 3), LANES_MAX);
  const height = TOP + OFFER + GAP + drawn * LANE + 6;
  const hours: number[] = [];
  for (let at = Math.ceil(from / HOUR_MS) * HOUR_MS; at < now + half; at += HOUR_MS) hours.push(at);
  const perHour = width === 0 ? 0 : width / ((2 * half) / HOUR_MS);
  return (
    <Panel at="timeline" title={t("room.timeline")} tools={<Legend />}>
      <div ref={element} class="timeline">
        {width > 0 && (
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-label={t("room.timelineSays", { offers: offers.length, groups: groups.length })}
          >
            <rect class="timeline-past" x={0} y={TOP} width={x(now)} height={height - TOP} />
            {hours.map((at) => (
              <g key={at}>
                <line class="timeline-hour" x1={x(at)} x2={x(at)} y1={TOP} y2={height} />
                {perHour >= HOUR_LABEL_PX && Math.abs(x(at) - x(now)) > 34 && (
                  <text class="timeline-time" x={x(at)} y={15} text-anchor="middle">
                    {clockTime(at, timezone)}
                  </text>
                )}
              </g>
            ))}
            {offers.map((offer) => (
              <Offer key={offer.id} offer={offer} x={x} past={offer.to <= now} />
            ))}
            {groups
              .filter((group) => group.lane < LANES_MAX)
              .map((group) => (
                <Group key={group.code} group={group} x={x} width={width} chosen={room.selected.value === group.code} />
              ))}
            <line class="timeline-now" x1={x(now)} x2={x(now)} y1={18} y2={height} />
            <text class="timeline-now-time" x={x(now)} y={15} text-anchor="middle">
              {clockTime(room.now.value, timezone)}
            </text>
          </svg>
        )}
      </div>
    </Panel>
  );
}

function Offer({ offer, x, past }: { readonly offer: OfferRow; readonly x: Scale; readonly past: boolean }) {
  const left = x(offer.from) + 1;
  const width = Math.max(2, x(offer.to) - x(offer.from) - 2);
  const used = offer.people === 0 ? 0 : Math.min(1, offer.consumed / offer.people) * OFFER;
  const dull = past || offer.withdrawn;
  return (
    <g class={`timeline-offer ${dull ? "timeline-dull" : ""}`}>
      <rect class="timeline-room" x={left} y={TOP + 4} width={width} height={OFFER} rx={2} />
      <rect class="timeline-used" x={left} y={TOP + 4 + OFFER - used} width={width} height={used} rx={2} />
      {width >= OFFER_LABEL_PX && !dull && (
        <text
          class={`timeline-left ${used > OFFER / 2 ? "timeline-left-on" : ""}`}
          x={left + width / 2}
          y={TOP + 4 + OFFER / 2 + 4}
          text-anchor="middle"
        >
          {offer.room}
        </text>
      )}
    </g>
  );
}

function Group(props: {
  readonly group: TimelineGroup;
  readonly x: Scale;
  readonly width: number;
  readonly chosen: boolean;
}) {
  const room = useRoom();
  const { group, x } = props;
  const y = TOP + OFFER + GAP + group.lane * LANE;
  const first = Math.min(...group.stretches.map((one) => one.from));
  const last = Math.max(...group.stretches.map((one) => one.to));
  // The name follows the bars; at the right edge it goes before them.
  const after = x(last) + 5;
  const fits = after + 56 < props.width;
  return (
    <g
      class={`timeline-group timeline-${group.state} ${props.chosen ? "timeline-chosen" : ""}`}
      onClick={() => (room.selected.value = group.code)}
    >
      {group.stretches.map((stretch, i) => (
        <Bar key={i} stretch={stretch} x={x} y={y} />
      ))}
      <text
        class="timeline-code"
        x={fits ? after : Math.max(52, x(first) - 5)}
        y={y + 12}
        text-anchor={fits ? "start" : "end"}
      >
        {group.code}
      </text>
    </g>
  );
}

function Bar({ stretch, x, y }: { readonly stretch: Stretch; readonly x: Scale; readonly y: number }) {
  const left = x(stretch.from);
  const width = Math.max(2, x(stretch.to) - left);
  const thin = stretch.kind === "called" || stretch.predicted;
  const height = thin ? 5 : 14;
  const classes = `timeline-bar timeline-${stretch.kind} ${stretch.predicted ? "timeline-predicted" : ""}`;
  return <rect class={classes} x={left} y={y + (16 - height) / 2} width={width} height={height} rx={thin ? 2 : 3} />;
}

function Legend() {
  return (
    <ul class="timeline-legend" aria-label={t("room.legend")}>
      {(["offer", "window", "transit", "gate", "predicted"] as const).map((key) => (
        <li key={key} class={`timeline-key timeline-key-${key}`}>
          {t(`room.legend.${key}`)}
        </li>
      ))}
    </ul>
  );
}
