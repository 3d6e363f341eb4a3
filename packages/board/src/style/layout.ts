/** What holds at every width, and the board on a phone: a group is a card there. */

export const LAYOUT = `
* { box-sizing: border-box; margin: 0; }
html { --words: "Vado Words", "Atkinson Hyperlegible Next", system-ui, sans-serif; --codes: "Vado Codes", "Atkinson Hyperlegible Mono", ui-monospace, "Roboto Mono", monospace; background: var(--ground); color: var(--ink); font: 17px/1.4 var(--words); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
body { max-width: 1240px; margin-inline: auto; padding: 0 16px 32px; }
a { color: var(--river); text-underline-offset: 3px; }
:focus-visible { outline: 3px solid var(--river); outline-offset: 2px; }
svg { width: 1.1em; height: 1.1em; flex: none; fill: currentColor; }
.sheet { position: absolute; }
.off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0 14px; border-bottom: 1px solid var(--line); font-size: .875rem; }
nav a { padding-block: 15px; }
.mark { margin-inline-end: auto; padding-block: 12px; font-size: 1.0625rem; font-weight: 750; }
.wide { display: none; }
h1 { margin: 24px 0 2px; font-size: 1rem; font-weight: 500; color: var(--soft); }
h2 { font-size: 1.75rem; font-weight: 750; line-height: 1.12; letter-spacing: -.01em; text-wrap: balance; }
.to { display: inline-block; width: 1.3em; height: .5em; margin: 0 .12em .06em; background: var(--river); clip-path: polygon(0 38%, 72% 38%, 72% 0, 100% 50%, 72% 100%, 72% 62%, 0 62%); forced-color-adjust: none; }
section + section { margin-top: 56px; }
.link { margin-top: 4px; color: var(--soft); font: 500 .875rem/1.4 var(--codes); }

.status { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 2px 12px; margin: 16px 0; padding: 12px 16px; border: 2px solid var(--tone); border-radius: 12px; background: var(--tone); color: var(--on); }
.status svg, .status b { font-size: 1.375rem; font-weight: 750; line-height: 1.2; }
.status span { grid-column: 2; }
section, .open { --tone: var(--clear); --tone-soft: var(--clear-soft); }
.hold, .closed { --tone: var(--blocked); --tone-soft: var(--blocked-soft); }
.stopped, .unknown, .stale { --tone: var(--obstructed); --tone-soft: var(--obstructed-soft); }
.open .status { background: var(--tone-soft); color: var(--ink); }
.open .status :is(svg, b) { color: var(--tone); }

dl { display: grid; grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 12px; margin-bottom: 20px; }
dl div:first-child { grid-column: 1/-1; }
dt, thead th { color: var(--soft); font-size: .8125rem; font-weight: 500; }
dd { font-weight: 700; line-height: 1.25; }
dl div:first-child dd { font-size: 1.0625rem; }
.stale dd { color: var(--soft); }
.stale dl div:first-child dd { color: var(--tone); }
.empty { padding: 44px 16px; border: 2px dashed var(--line); border-radius: 12px; text-align: center; font-size: 1.25rem; text-wrap: balance; }

table, tbody, tr, td, tbody th { display: block; }
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tbody tr { --tone: var(--line); --tone-ink: var(--ink); display: grid; grid-template-columns: 1fr 1fr; gap: 10px 12px; margin-bottom: 10px; padding: 14px 16px; background: var(--surface); border: 1px solid var(--line); border-inline-start: 7px solid var(--tone); border-radius: 12px; }
tbody th { font: 700 1.75rem/1 var(--codes); letter-spacing: -.035em; text-align: start; white-space: nowrap; }
td:nth-child(2) { align-self: end; text-align: end; }
td:nth-child(4) { grid-column: 1/-1; display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0 9px; }
td:nth-child(4) b { font-size: 1.125rem; font-weight: 750; }
td:nth-child(4) :is(svg, b) { color: var(--tone-ink); }
td:nth-child(4) i { grid-column: 2; font-style: normal; color: var(--soft); line-height: 1.3; }
td::before { color: var(--soft); font: 500 .875rem/1.4 var(--words); }
td:nth-child(n+3)::before { display: block; }
td:nth-child(3) { order: 1; }
td:nth-child(5) { grid-column: 1/-1; font-weight: 600; text-wrap: balance; }
td:nth-child(6) { order: 2; }
tbody .granted, tbody .prepare { --tone: var(--occupied); --tone-ink: var(--occupied); }
tbody .prepare { background: var(--occupied-soft); --soft: var(--ink); }
tbody .go { --tone: var(--clear); --tone-ink: var(--on); --soft: var(--on); background: var(--clear); color: var(--on); }
tbody .onTheWay { --tone: var(--river); --tone-ink: var(--river); }
tbody .hold { --tone: var(--blocked); --tone-ink: var(--blocked); }
tbody .unknown { --tone: var(--obstructed); --tone-ink: var(--obstructed); }
tbody .arrived :is(th, b) { font-weight: 500; }
.more { margin-top: 10px; color: var(--soft); }

aside { margin-top: 44px; padding-top: 22px; border-top: 1px solid var(--line); }
aside h2 { font-size: 1.25rem; }
aside ol { margin-top: 10px; padding-inline-start: 1.4em; }
li { max-width: 68ch; margin-bottom: 8px; padding-inline-start: .3em; }
li::marker { color: var(--soft); }
footer { display: flex; flex-wrap: wrap; gap: 10px 32px; margin-top: 32px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--soft); font-size: .9375rem; }
footer a, footer b { display: inline-block; padding-block: 8px; }

.old { position: fixed; inset: auto 0 0; display: flex; justify-content: center; align-items: center; gap: 10px; padding: 16px; background: var(--obstructed); color: var(--on); font-weight: 700; visibility: hidden; }
.old a { color: inherit; }
@keyframes old { to { visibility: visible } }
@keyframes gone { to { visibility: hidden } }
@media screen and (max-width: 759px) { :is(.onTheWay, .arrived) td:nth-child(n+5), .go td:nth-child(6) { display: none; } }
`;
