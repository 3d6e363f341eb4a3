import { t } from "@vado/ui";
import type { Layout } from "./layout.ts";

/** The line between both sides: the relay carries it and reads nothing. */
export function Channel({ layout, up }: { readonly layout: Layout; readonly up: boolean }) {
  const { path, relay } = layout.channel;
  return (
    <g class={up ? "scene-channel" : "scene-channel scene-channel-down"}>
      <path class="scene-channel-line" d={path} />
      <circle cx={relay.x} cy={relay.y} r="13" />
      {up ? (
        <path
          class="scene-channel-mark"
          d={`M${relay.x - 5} ${relay.y - 1}h10v7h-10ZM${relay.x - 3} ${relay.y - 1}v-3a3 3 0 0 1 6 0v3`}
        />
      ) : (
        <path class="scene-channel-mark" d={`M${relay.x - 5} ${relay.y - 5}l10 10m0-10l-10 10`} />
      )}
      {layout.isWide && (
        <text class="scene-note" text-anchor="middle" x={relay.x} y={relay.y + 33}>
          {t(up ? "demo.scene.relayUp" : "demo.scene.relayDown")}
        </text>
      )}
    </g>
  );
}
