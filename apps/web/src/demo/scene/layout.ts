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
  /** Top left of the places, and how many dots stand in a row. */
  readonly places: Point & { readonly columns: number };
  readonly hold: Point;
  /** The encrypted channel between both sides. */
  readonly channel: { readonly path: string; readonly relay: Point };
}

const WIDE: Layout = {
  width: 1200,
  height: 430,
  isWide: true,
  river: "M508 0C470 90 545 150 515 240S470 370 500 430H690C665 360 735 300 705 220S660 90 700 0Z",
  ripples: [
    "M560 20c-22 60 22 110 6 165",
    "M628 60c-18 50 20 82 8 130",
    "M580 330c-14 36 0 60 2 84",
    "M650 320c10 34-8 60 0 90",
    "M596 110c-8 26 8 44 4 66",
  ],
  bridge: { from: { x: 470, y: 258 }, to: { x: 738, y: 258 } },
  sending: { x: 36, y: 44 },
  receiving: { x: 776, y: 44 },
  slots: [
    { x: 388, y: 190 },
    { x: 388, y: 282 },
    { x: 254, y: 190 },
    { x: 254, y: 282 },
    { x: 388, y: 374 },
    { x: 254, y: 374 },
  ],
  more: { x: 36, y: 408 },
  gathering: { x: 36, y: 170 },
  places: { x: 860, y: 148, columns: 25 },
  hold: { x: 604, y: 158 },
  channel: { path: "M420 58C500 20 700 20 760 58", relay: { x: 596, y: 30 } },
};

const NARROW: Layout = {
  width: 360,
  height: 640,
  isWide: false,
  river: "M0 300C70 282 130 322 190 306S300 284 360 304V404C310 392 260 420 190 404S60 388 0 406Z",
  ripples: [
    "M20 336c40-12 60 10 100 0",
    "M250 330c30-8 54 8 90 0",
    "M40 374c30-8 50 8 84 2",
    "M236 376c40-10 50 8 90 0",
  ],
  bridge: { from: { x: 180, y: 276 }, to: { x: 180, y: 432 } },
  sending: { x: 18, y: 34 },
  receiving: { x: 18, y: 474 },
  slots: [
    { x: 180, y: 216 },
    { x: 292, y: 216 },
    { x: 68, y: 216 },
    { x: 180, y: 136 },
    { x: 292, y: 136 },
  ],
  more: { x: 18, y: 272 },
  gathering: { x: 18, y: 108 },
  places: { x: 18, y: 540, columns: 38 },
  hold: { x: 300, y: 354 },
  channel: { path: "M330 62C352 140 352 380 330 470", relay: { x: 338, y: 300 } },
};

export const layoutFor = (wide: boolean): Layout => (wide ? WIDE : NARROW);

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
    return isWide ? { x: to.x + 50, y: to.y + behind * 74 } : { x: to.x - behind * 112, y: to.y + 2 };
  // Whoever was told to go stands at the head of the bridge; nobody is over before they are counted at the gate.
  const share = group.phase === "released" ? 0.05 : 0.14 + 0.68 * group.progress;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
