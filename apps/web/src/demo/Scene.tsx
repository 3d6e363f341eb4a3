import { t } from "@vado/ui";
import { Group } from "./scene/Group.tsx";
import { Land } from "./scene/Land.tsx";
import { Channel } from "./scene/Channel.tsx";
import { Gathering, Places } from "./scene/People.tsx";
import { layoutFor, placed, type Breadth } from "./scene/layout.ts";
import { stationName, type DemoStatus } from "./status.ts";
import { useMatch } from "./use-match.ts";
import "./scene.css";

/** The crossing as a bird sees it: who gathers, who waits, who is on the bridge, who has arrived. Every dot is ten people. */
export function Scene({ status }: { readonly status: DemoStatus }) {
  const layout = layoutFor(useBreadth());
  const { crossing, people } = status;
  const { groups, more } = placed(layout, crossing.groups);
  const label = t("demo.scene.label", {
    waiting: people.waiting,
    moving: people.inTransit,
    received: people.received,
  });
  const { width, height, sending, receiving, hold } = layout;
  return (
    <svg
      class={`scene scene-${layout.isWide ? "wide" : "narrow"}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <Land layout={layout} />
      <Channel layout={layout} up={status.relay === "up"} />
      <text class="scene-side" x={sending.x} y={sending.y}>
        {t("side.sending")}
      </text>
      <text class="scene-station" x={sending.x} y={sending.y + 25}>
        {stationName(status, "sending")}
      </text>
      <text class="scene-side" x={receiving.x} y={receiving.y}>
        {t("side.receiving")}
      </text>
      <text class="scene-station" x={receiving.x} y={receiving.y + 25}>
        {stationName(status, "receiving")}
      </text>
      <Gathering layout={layout} people={people.notReady} />
      <Places layout={layout} places={crossing.places} received={people.received} />
      {more > 0 && (
        <text class="scene-note" x={layout.more.x} y={layout.more.y}>
          {t("demo.scene.more", { groups: more })}
        </text>
      )}
      {groups.map((one) => (
        <Group key={one.group.code} {...one} />
      ))}
      {crossing.held && (
        <g class="scene-hold" transform={`translate(${hold.x} ${hold.y})`}>
          <path d="M-19 -46h38L46 -19v38L19 46h-38L-46 19v-38Z" />
          <text text-anchor="middle" y="7">
            {t("phone.hold.word")}
          </text>
        </g>
      )}
    </svg>
  );
}

function useBreadth(): Breadth {
  const medium = useMatch("(min-width: 640px)");
  const wide = useMatch("(min-width: 1000px)");
  return wide ? "wide" : medium ? "medium" : "narrow";
}
