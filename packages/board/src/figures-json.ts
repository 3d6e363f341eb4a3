import type { BoardFigures } from "@vado/protocol";

/** The figures as published, for machines: `{"v": 1, "boards": [BoardFigures]}`. Whoever reads them must look at `validUntil`. */
export function figuresJson(figures: readonly BoardFigures[]): string {
  return `${JSON.stringify({ v: 1, boards: figures })}\n`;
}
