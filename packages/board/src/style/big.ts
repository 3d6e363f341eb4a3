/** A screen on a wall, read from ten metres: everything grows with the screen, and nothing scrolls. */

export const BIG = `
@media (min-width: 1000px) {
  .big { font-size: min(1.1vw, 1.95vh); line-height: 1.25; }
  .big body { max-width: none; min-height: 100vh; display: flex; flex-direction: column; padding: 1.3rem 2.2rem .9rem; }
  .big main { flex: 1; }
  .big header { display: grid; grid-template-columns: 1fr auto auto auto; align-items: center; gap: .7rem 2.4rem; }
  .big h2 { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; grid-area: 1/1; padding-bottom: .06em; font-size: 2.5rem; text-wrap: balance; }
  .big .link { display: none; }
  .big dl { display: contents; }
  .big dl div { grid-row: 2; padding: 0; border: 0; }
  .big dl div:first-child { grid-area: 1/2/2/-1; text-align: end; }
  .big dt { font-size: 1.05rem; }
  .big dl dd { font-size: 1.5rem; line-height: 1.15; white-space: nowrap; }
  .big .status { grid-area: 2/1; margin: 0; padding: .5rem 1.2rem; gap: 0 1rem; }
  .big .status :is(svg, b) { font-size: 2.1rem; }
  .big .status span { font-size: 1.3rem; line-height: 1.15; }
  .big table { margin-top: .7rem; border-radius: .7rem; }
  .big thead th:nth-child(1) { width: 16.5%; } .big thead th:nth-child(2) { width: 8.5%; } .big thead th:nth-child(3) { width: 10.5%; } .big thead th:nth-child(5) { width: 19%; } .big thead th:nth-child(6) { width: 15%; }
  .big thead th { padding-block: .35rem; font-size: 1.15rem; }
  .big tbody :is(th, td) { height: 3.9rem; padding-block: 0; padding-inline-end: 1.2rem; font-size: 1.7rem; line-height: 1.1; }
  .big tr :is(th, td):first-child { padding-inline-start: 1.6rem; }
  .big tr :is(th, td):nth-child(2) { padding-inline-end: 2rem; }
  .big tbody th { font-size: 2.75rem; box-shadow: inset .7rem 0 var(--tone); }
  .big tbody td:nth-child(2) { font-size: 2rem; }
  .big tr td:nth-child(4) { padding-inline-start: 2.9rem; }
  .big td:nth-child(4) :is(b, i) { line-height: 1.12; }
  .big td:nth-child(4) :is(svg, b) { font-size: 2rem; }
  .big td:nth-child(4) i { font-size: 1.3rem; }
  .big .more { margin: 0; font-size: 1.35rem; line-height: 1; padding-top: .6rem; }
  .big .empty { margin-top: 2rem; padding: 6rem 2rem; font-size: 3rem; }
  .big footer { justify-content: space-between; align-items: center; margin-top: .6rem; padding-top: .5rem; font-size: 1.2rem; line-height: 1; }
  .big footer a { padding: 0; }
  .big .old { font-size: 2.2rem; }
  .big.few thead th:nth-child(1) { width: 23%; } .big.few thead th:nth-child(2) { width: 9.5%; } .big.few thead th:nth-child(3) { width: 9.5%; } .big.few thead th:nth-child(5) { width: 16%; } .big.few thead th:nth-child(6) { width: 12%; }
  .big.few tbody :is(th, td) { height: 7.9rem; font-size: 2.1rem; }
  .big.few tbody th { font-size: 4rem; }
  .big.few tbody td:nth-child(2) { font-size: 3rem; }
  .big.few tr td:nth-child(4) { padding-inline-start: 3.3rem; }
  .big.few td:nth-child(4) :is(svg, b) { font-size: 2.3rem; }
  .big.few td:nth-child(4) i { font-size: 1.6rem; }
}
`;
