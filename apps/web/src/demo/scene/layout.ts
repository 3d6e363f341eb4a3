import type { PictureGroup } from "../status.ts";

/** Where everything lies in the picture: banks left and right where it is wide, above and below where it is narrow. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly isWide: boolean;
  /** Edges of the river, as curves from one end of the picture to the other. */
  readonly river: string;
  readonly ripples: readonly string[];
  /** Middle of the deck at both ends. */
  readonly bridge: { readonly from: Point; readonly to: Point };
  /** Where the names of the sides begin. */
  readonly sending: Point;
  readonly receiving: Point;
  /** Centres of waiting groups, the next to go first. */
  readonly slots: readonly Point[];
  readonly more: Point;
  readonly gathering: Point;
  /** Top left of the places, how many dots stand in a row and how far apart. */
  readonly places: Point & { readonly columns: number; readonly pitch: number };
  readonly hold: Point;
  /** The encrypted channel between both sides. */
  readonly channel: { readonly path: string; readonly relay: Point };
}

const WIDE: Layout = {
  width: 1200,
  height: 430,
  isWide: true,
  // Land and river go on beyond the picture's edges, for frames of another shape.
  river: "M508 -300V0C470 90 545 150 515 240S470 370 500 430V730H690V430C665 360 735 300 705 220S660 90 700 0V-300Z",
  ripples: [
    "M548 100c-18 46 22 80 8 118",
    "M632 84c-18 50 20 82 8 130",
    "M580 356c-10 24 0 50 2 64",
    "M650 352c10 24-8 50 0 70",
    "M596 120c-8 26 8 44 4 66",
  ],
  bridge: { from: { x: 466, y: 292 }, to: { x: 742, y: 292 } },
  sending: { x: 36, y: 46 },
  receiving: { x: 800, y: 46 },
  slots: [
    { x: 394, y: 292 },
    { x: 394, y: 198 },
    { x: 278, y: 292 },
    { x: 278, y: 198 },
    { x: 394, y: 386 },
    { x: 278, y: 386 },
  ],
  more: { x: 36, y: 404 },
  gathering: { x: 36, y: 160 },
  places: { x: 800, y: 140, columns: 36, pitch: 10.2 },
  hold: { x: 606, y: 178 },
  channel: { path: "M410 62C500 22 700 22 770 62", relay: { x: 593, y: 32 } },
};

const MEDIUM: Layout = {
  width: 800,
  height: 450,
  isWide: true,
  river: "M330 -300V0C300 90 350 150 326 250S300 390 320 450V750H462V450C446 370 486 300 466 230S440 90 470 0V-300Z",
  ripples: [
    "M372 96c-14 46 18 80 6 122",
    "M424 110c-14 40 16 72 6 110",
    "M376 394c-8 18 0 34 2 46",
    "M424 392c8 18-6 34 0 48",
  ],
  bridge: { from: { x: 288, y: 316 }, to: { x: 500, y: 316 } },
  sending: { x: 24, y: 42 },
  receiving: { x: 520, y: 42 },
  slots: [
    { x: 216, y: 316 },
    { x: 216, y: 222 },
    { x: 100, y: 316 },
    { x: 216, y: 404 },
  ],
  more: { x: 24, y: 408 },
  gathering: { x: 24, y: 128 },
  places: { x: 520, y: 132, columns: 26, pitch: 10 },
  hold: { x: 396, y: 196 },
  channel: { path: "M280 62C330 26 450 26 500 62", relay: { x: 392, y: 35 } },
};

const NARROW: Layout = {
  width: 360,
  height: 676,
  isWide: false,
  river: "M-500 306H0C70 288 130 328 190 312S300 290 360 306H860V410H360C310 398 260 426 190 410S60 394 0 412H-500Z",
  ripples: [
    "M14 342c40-12 60 10 92 0",
    "M256 334c30-8 54 8 90 0",
    "M30 380c30-8 50 8 76 2",
    "M256 382c30-10 50 8 80 0",
  ],
  bridge: { from: { x: 180, y: 282 }, to: { x: 180, y: 438 } },
  sending: { x: 18, y: 34 },
  receiving: { x: 18, y: 480 },
  slots: [
    { x: 180, y: 230 },
    { x: 294, y: 230 },
    { x: 294, y: 140 },
    { x: 180, y: 140 },
  ],
  more: { x: 18, y: 236 },
  gathering: { x: 18, y: 104 },
  places: { x: 18, y: 578, columns: 38, pitch: 8.5 },
  hold: { x: 62, y: 358 },
  channel: { path: "M322 66C344 180 344 430 322 488", relay: { x: 338.5, y: 298 } },
};

export type Breadth = "narrow" | "medium" | "wide";
const LAYOUTS: Readonly<Record<Breadth, Layout>> = { narrow: NARROW, medium: MEDIUM, wide: WIDE };
export const layoutFor = (breadth: Breadth): Layout => LAYOUTS[breadth];

export interface PlacedGroup {
  readonly group: PictureGroup;
  readonly at: Point;
}

const WAITING = new Set(["forming", "ready", "deferred", "declined", "granted", "confirmed"]);

/** Groups where they are, and how many more wait than the picture has room for. */
export function placed(layout: Layout, groups: readonly PictureGroup[]): { groups: PlacedGroup[]; more: number } {
  const waiting = groups.filter((group) => WAITING.has(group.phase));
  const shown = layout.slots.flatMap((at, index): PlacedGroup[] => {
    const group = waiting[index];
    return group === undefined ? [] : [{ group, at }];
  });
  const moving = groups.filter((group) => !WAITING.has(group.phase));
  const atGate = moving.filter((group) => isAtGate(group));
  const places = moving.map((group): PlacedGroup => {
    const behind = Math.max(0, atGate.indexOf(group));
    return { group, at: onTheWay(layout, group, behind) };
  });
  return { groups: [...shown, ...places], more: waiting.length - shown.length };
}

const isAtGate = (group: PictureGroup): boolean => group.phase === "arrived" || group.phase === "mismatch";

function onTheWay({ bridge, isWide }: Layout, group: PictureGroup, behind: number): Point {
  const { from, to } = bridge;
  if (isAtGate(group))
    return isWide ? { x: to.x + 42, y: to.y + behind * 88 } : { x: to.x + 112, y: to.y + 48 + behind * 24 };
  // Whoever was told to go stands at the head of the bridge; nobody is over before they are counted at the gate.
  const share = group.phase === "released" ? 0.05 : 0.14 + 0.68 * group.progress;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
