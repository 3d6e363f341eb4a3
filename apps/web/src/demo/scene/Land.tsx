import type { Layout } from "./layout.ts";

/** Land goes on beyond the picture, for frames of another shape. */
const BEYOND = 500;

/** Two banks, a river and a bridge. */
export function Land({ layout }: { readonly layout: Layout }) {
  const { width, height, river, ripples, bridge, isWide } = layout;
  const { from, to } = bridge;
  const half = isWide ? 47 : 66;
  const deck = isWide
    ? { x: from.x, y: from.y - half, width: to.x - from.x, height: 2 * half }
    : { x: from.x - half, y: from.y, width: 2 * half, height: to.y - from.y };
  const rails = isWide
    ? `M${from.x} ${from.y - half}H${to.x}M${from.x} ${from.y + half}H${to.x}`
    : `M${from.x - half} ${from.y}V${to.y}M${from.x + half} ${from.y}V${to.y}`;
  const middle = isWide ? `M${from.x} ${from.y}H${to.x}` : `M${from.x} ${from.y}V${to.y}`;
  return (
    <g aria-hidden="true">
      <rect class="scene-bank" x={-BEYOND} y={-BEYOND} width={width + 2 * BEYOND} height={height + 2 * BEYOND} />
      <path class="scene-river" d={river} />
      <g class="scene-ripples">
        {ripples.map((path) => (
          <path key={path} d={path} />
        ))}
      </g>
      <rect class="scene-deck" {...deck} rx="4" />
      <path class="scene-lane" d={middle} />
      <path class="scene-rails" d={rails} />
    </g>
  );
}
