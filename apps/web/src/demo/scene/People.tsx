import { t } from "@vado/ui";
import type { DemoStatus } from "../status.ts";
import type { Layout } from "./layout.ts";

/** People as dots, ten to each. */
export const PEOPLE_PER_DOT = 10;
const DOTS_MAX = 600;

/** People who gather and are no group yet: loose, in no order. */
export function Gathering({ layout, people }: { readonly layout: Layout; readonly people: number }) {
  const { x, y } = layout.gathering;
  const dots = Math.min(40, Math.ceil(people / PEOPLE_PER_DOT));
  return (
    <g>
      <text class="scene-note" x={x} y={y - 12}>
        {t("demo.scene.gathering", { people })}
      </text>
      <g class="scene-gathering">
        {Array.from({ length: dots }, (_, n) => (
          <circle key={n} {...loose(n, x, y)} r="3.4" />
        ))}
      </g>
    </g>
  );
}

/** The same dot lies at the same spot every time; a spiral of the golden angle looks like no order. */
function loose(n: number, x: number, y: number): { readonly cx: number; readonly cy: number } {
  const turn = n * 2.399_963;
  const far = 7.6 * Math.sqrt(n + 0.5);
  return { cx: x + 50 + far * 1.1 * Math.cos(turn), cy: y + 50 + far * Math.sin(turn) };
}

/** The station's places: a dot for every ten, filled where people are. */
export function Places(props: {
  readonly layout: Layout;
  readonly places: DemoStatus["crossing"]["places"];
  readonly received: number;
}) {
  const { layout, places, received } = props;
  const { x, y, columns, pitch } = layout.places;
  const occupied = places?.occupied ?? 0;
  const total = places?.total ?? null;
  const taken = dotsOf(occupied);
  const all = total === null ? taken : Math.max(taken, dotsOf(total));
  const rows = Math.ceil(all / columns);
  return (
    <g>
      <text x={x} y={y - 18}>
        <tspan class="scene-count">{received}</tspan>
        <tspan class="scene-note" dx="10">
          {t("demo.scene.received")}
        </tspan>
      </text>
      <text class="scene-note" x={x + columns * pitch} y={y + rows * pitch + 18} text-anchor="end">
        {total === null ? t("demo.scene.inside", { occupied }) : t("demo.scene.places", { occupied, total })}
      </text>
      <path class="scene-place" d={grid(taken, all, layout.places)} />
      <path class="scene-place scene-place-taken" d={grid(0, taken, layout.places)} />
    </g>
  );
}

const dotsOf = (people: number): number => Math.min(DOTS_MAX, Math.ceil(people / PEOPLE_PER_DOT));

/** Dots `from` to `to` of a grid, as one path of round points. */
function grid(from: number, to: number, { x, y, columns, pitch }: Layout["places"]): string {
  let path = "";
  for (let n = from; n < to; n++)
    path += `M${(x + 3 + (n % columns) * pitch).toFixed(1)} ${(y + 4 + Math.floor(n / columns) * pitch).toFixed(1)}h0`;
  return path;
}
