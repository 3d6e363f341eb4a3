/** The colours of `packages/ui/src/theme/tokens.css`, as far as the board needs them; the board may not import the screens. */

const LIGHT = `
  color-scheme: light;
  --ground: #f3f1ec; --surface: #fffefb; --sunken: #e9e6de;
  --ink: #1d2327; --soft: #535b61; --line: #d3cec3;
  --river: #0b5563; --clear: #0a6b4f; --blocked: #a3241c; --occupied: #7a5200; --obstructed: #6b2c7d;
  --clear-soft: #d9efe5; --blocked-soft: #f8e0dd; --occupied-soft: #f7e8c8; --obstructed-soft: #efe0f3; --river-soft: #dcebed;
  --on: #fff;
`;
const DARK = `
  color-scheme: dark;
  --ground: #12181c; --surface: #1a2227; --sunken: #0d1215;
  --ink: #e9eef0; --soft: #a3afb6; --line: #2e393f;
  --river: #7fd0dd; --clear: #5fd3a6; --blocked: #ff9a90; --occupied: #f0bf5f; --obstructed: #dfa6ef;
  --clear-soft: #123529; --blocked-soft: #45191a; --occupied-soft: #3b2d10; --obstructed-soft: #3a2142; --river-soft: #17343b;
  --on: #0d1215;
`;
/** Noon on a riverbank: nothing soft, nothing thin. */
const SUN = `
  color-scheme: light;
  --ground: #fff; --surface: #fff; --sunken: #fff;
  --ink: #000; --soft: #000; --line: #000;
  --river: #00363f; --clear: #004d37; --blocked: #8c0000; --occupied: #000; --obstructed: #4a0060;
  --clear-soft: #fff; --blocked-soft: #fff; --occupied-soft: #ffe14a; --obstructed-soft: #fff; --river-soft: #fff;
  --on: #fff;
`;

export const TOKENS = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${DARK} } }
[data-theme="dark"] { ${DARK} }
[data-theme="sun"] { ${SUN} }
@media print { :root:root { ${LIGHT} --ground: #fff; --surface: #fff; } }
`;
