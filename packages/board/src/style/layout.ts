/** The board on a phone first: a group is a card there, and a row of the table from a tablet on. */

export const LAYOUT = `
* { box-sizing: border-box; margin: 0; }
html { background: var(--ground); color: var(--ink); font: 16px/1.4 "Atkinson Hyperlegible Mono", ui-monospace, "Roboto Mono", "DejaVu Sans Mono", monospace; -webkit-text-size-adjust: 100%; }
body { max-width: 1280px; margin-inline: auto; padding: 0 16px 32px; }
a { color: var(--river); text-underline-offset: 3px; }
:focus-visible { outline: 3px solid var(--river); outline-offset: 2px; }
svg { width: 1.1em; height: 1.1em; flex: none; fill: currentColor; }
.sheet { position: absolute; }
.off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0 20px; border-bottom: 1px solid var(--line); }
nav a { padding-block: 14px; }
.mark { margin-inline-end: auto; font-weight: 750; letter-spacing: .02em; }
.wide { display: none; }
h1 { margin: 20px 0 4px; font-size: 1rem; font-weight: 500; color: var(--soft); }
h2 { font-size: 1.5rem; font-weight: 700; line-height: 1.15; text-wrap: balance; }
.to { display: inline-block; width: 1.6em; height: .55em; margin-inline: .1em; background: var(--river); clip-path: polygon(0 38%, 78% 38%, 78% 0, 100% 50%, 78% 100%, 78% 62%, 0 62%); }
section + section { margin-top: 48px; }
.link { color: var(--soft); font-size: .875rem; }

.status { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; margin: 14px 0; padding: 10px 14px; border: 2px solid var(--tone); border-radius: 10px; background: var(--tone-soft); }
.status svg, .status b { color: var(--tone); font-size: 1.25rem; }
.status span { flex: 1 1 18em; }
section, .open { --tone: var(--clear); --tone-soft: var(--clear-soft); }
.hold, .closed { --tone: var(--blocked); --tone-soft: var(--blocked-soft); }
.stopped, .unknown, .stale { --tone: var(--obstructed); --tone-soft: var(--obstructed-soft); }

dl { display: grid; grid-template-columns: 1fr 1fr; gap: 10px 20px; margin-bottom: 16px; }
dl div:first-child { grid-column: 1/-1; }
dt { color: var(--soft); font-size: .8125rem; }
dd { font-weight: 650; }
.stale dd:first-of-type { color: var(--tone); }
.empty { padding: 40px 16px; border: 2px dashed var(--line); border-radius: 10px; text-align: center; font-size: 1.125rem; }

table, tbody, tr, td, tbody th { display: block; }
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
tbody tr { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 5fr); gap: 8px 12px; margin-bottom: 10px; padding: 12px 14px; background: var(--surface); border: 1px solid var(--line); border-inline-start: 6px solid var(--tone); border-radius: 10px; --tone: var(--line); --tone-ink: var(--ink); }
tbody th { font-size: 1.75rem; font-weight: 700; line-height: 1; letter-spacing: .02em; text-align: start; white-space: nowrap; }
td:nth-child(2) { align-self: end; text-align: end; }
td:nth-child(4) { grid-column: 1/-1; display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0 8px; }
td:nth-child(4) b { font-weight: 750; }
td:nth-child(4) :is(svg, b) { color: var(--tone-ink); }
td:nth-child(4) i { grid-column: 2; font-style: normal; font-size: .9375rem; color: var(--soft); }
td::before { color: var(--soft); font-size: .8125rem; }
td:nth-child(n+3)::before { display: block; }
td:nth-child(3) { order: 1; }
td:nth-child(6) { order: 2; }
td:nth-child(5) { grid-column: 1/-1; }
tbody .granted, tbody .prepare { --tone: var(--occupied); --tone-ink: var(--occupied); }
tbody .go { --tone: var(--clear); --tone-ink: var(--clear); background: var(--clear-soft); }
tbody .onTheWay { --tone: var(--river); --tone-ink: var(--river); }
tbody .hold { --tone: var(--blocked); --tone-ink: var(--blocked); }
tbody .unknown { --tone: var(--obstructed); --tone-ink: var(--obstructed); }
tbody .arrived :is(th, b) { font-weight: 500; }
@media (max-width: 999px) { :is(.onTheWay, .arrived) td:nth-child(n+5), .go td:nth-child(6) { display: none; } }
.more { margin-top: 8px; color: var(--soft); }

aside { margin-top: 40px; padding-top: 20px; border-top: 1px solid var(--line); }
aside h2 { font-size: 1.125rem; }
aside ol { margin-top: 10px; padding-inline-start: 1.6em; }
li { max-width: 70ch; margin-bottom: 6px; padding-inline-start: .3em; }
footer { display: flex; flex-wrap: wrap; gap: 10px 28px; margin-top: 28px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer a, footer b { display: inline-block; padding-block: 6px; }

.old { position: fixed; inset: auto 0 0; display: flex; justify-content: center; align-items: center; gap: 10px; padding: 16px; background: var(--obstructed); color: var(--on); font-weight: 700; visibility: hidden; }
.old a { color: inherit; }
@keyframes old { to { visibility: visible } }
@keyframes gone { to { visibility: hidden } }

@media (min-width: 600px) {
  body { padding-inline: 32px; }
  .wide { display: inline; }
  h2 { font-size: 2rem; }
  dl div:first-child { grid-column: auto; }
  dl { grid-template-columns: repeat(4, auto); justify-content: space-between; }
  tbody tr { grid-template-columns: 8.2rem 1fr 1fr 1fr; column-gap: 20px; }
  td:nth-child(2) { order: 1; align-self: center; text-align: start; }
  td:nth-child(4) { grid-column: 2/-1; align-self: center; }
  td:nth-child(5) { grid-column: auto; order: 2; }
  td:nth-child(6) { order: 3; }
}
@media (min-width: 1000px) {
  table { display: table; table-layout: fixed; width: 100%; border-spacing: 0; }
  thead { display: table-header-group; position: static; clip-path: none; }
  thead th:nth-child(1) { width: 17%; } thead th:nth-child(2) { width: 11%; } thead th:nth-child(3) { width: 13%; } thead th:nth-child(5) { width: 18%; } thead th:nth-child(6) { width: 15%; }
  tbody { display: table-row-group; }
  tr, tbody tr { display: table-row; }
  tbody tr:not(.go) { background: none; }
  tbody :is(th, td), td:nth-child(4) { display: table-cell; }
  tr :is(th, td) { padding: 12px 14px 12px 0; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
  thead th { font-size: .8125rem; font-weight: 500; color: var(--soft); vertical-align: bottom; }
  tr :is(th, td):first-child { padding-inline-start: 14px; }
  tr :is(th, td):nth-child(2) { text-align: end; padding-inline-end: 28px; }
  tbody th { font-size: 1.5rem; line-height: 1.15; box-shadow: inset 6px 0 var(--tone); }
  tbody td { padding-top: 15px; }
  td:nth-child(4) svg { margin-inline-end: 8px; vertical-align: -.15em; }
  td:nth-child(4) i { display: block; margin-inline-start: calc(1.1em + 8px); }
  td::before, td::after { display: none !important; }
}
`;
