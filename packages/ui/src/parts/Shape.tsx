import type { IndicationKind } from "../model/indication.ts";

/** The four shapes of the signal: told apart in bright sun, at a distance, and without colour. */
export type ShapeKind = IndicationKind;

const PATHS: Readonly<Record<ShapeKind, string>> = {
  blocked: "M16.3 4h15.4L44 16.3v15.4L31.7 44H16.3L4 31.7V16.3Z",
  clear: "M24 4a20 20 0 1 1 0 40a20 20 0 1 1 0-40Z",
  occupied: "M5 13h38v22H5Z",
  obstructed: "M24 4.5 45 42H3Z",
};

/** What stands inside: a bar, an arrow, the group between its two posts, a mark. */
const MARKS: Readonly<Record<ShapeKind, string>> = {
  blocked: "M14 24h20",
  clear: "M15 25l6.5 6.5L34 18",
  occupied: "M15 24h0.01M24 24h0.01M33 24h0.01",
  obstructed: "M24 18v11M24 35.5v0.01",
};

/** Decorative: the word stands beside it. */
export function Shape({ kind, size }: { readonly kind: ShapeKind; readonly size?: "small" | "large" | "huge" }) {
  return (
    <svg
      class={`shape shape-${kind} shape-${size ?? "small"}`}
      viewBox="0 0 48 48"
      aria-hidden="true"
      focusable="false"
    >
      <path class="shape-body" d={PATHS[kind]} />
      <path
        class="shape-mark"
        d={MARKS[kind]}
        fill="none"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
