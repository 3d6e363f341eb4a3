/** Line icons on a 24-unit grid, drawn with one stroke; decorative, a word always stands beside them or in the label. */
const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  erase: "M9 5h11v14H9l-6-7ZM12.5 9.5l5 5M17.5 9.5l-5 5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chat: "M4 5h16v11H10l-5 4v-4H4Z",
  groups: "M4 6h16M4 12h16M4 18h10",
  shift: "M12 3v4M12 17v4M3 12h4M17 12h4M12 8.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7Z",
  weather:
    "M3 15c2 0 2 1.5 4.5 1.5S10 15 12 15s2 1.5 4.5 1.5S19 15 21 15M3 19.5c2 0 2 1.5 4.5 1.5S10 19.5 12 19.5s2 1.5 4.5 1.5S19 19.5 21 19.5M12 3v8M8.5 7.5L12 11l3.5-3.5",
  incident: "M12 4l9 16H3ZM12 10v4.5M12 17.3v0.01",
  arrival: "M4 12h11M11 7l5 5-5 5M20 4v16",
  send: "M4 12h15M13 6l6 6-6 6",
  out: "M12 19V6M6.5 11.5L12 6l5.5 5.5M5 3h14",
  online: "M5 18h0.01M9.5 18v-4M14 18v-8M18.5 18V6",
  offline: "M5 18h0.01M9.5 18v-4M14 10.5V10M4 4l16 16M18.5 14V6",
  voice: "M4 10v4h4l5 4V6L8 10ZM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
  screen: "M4 5h16v11H4ZM9 20h6",
  paper: "M6 3h9l4 4v14H6ZM15 3v4h4M9 12h7M9 16h7",
  sun: "M12 8a4 4 0 1 1 0 8a4 4 0 1 1 0-8ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M19 5l-1.7 1.7M6.7 17.3L5 19",
  people:
    "M9 5a3 3 0 1 1 0 6a3 3 0 1 1 0-6ZM3 20v-1.5a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5V20M16 5.5a3 3 0 0 1 0 5.5M17.5 14a5 5 0 0 1 3.5 4.5V20",
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
