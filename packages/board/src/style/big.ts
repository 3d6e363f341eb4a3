/** A screen on a wall, read from ten metres: everything grows with the screen, and nothing scrolls. */

export const BIG = `
.big { font-size: min(1.1vw, 1.95vh); line-height: 1.25; }
.big body { max-width: none; min-height: 100vh; display: flex; flex-direction: column; padding: 1.1rem 2.2rem .8rem; }
.big main { flex: 1; }
@media (min-width: 1000px) {
  .big header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 2.4rem; }
  .big h2 { flex: 1 1 46rem; font-size: 2rem; }
  .big .link { display: none; }
  .big dl { display: contents; }
  .big dl div { order: 3; }
  .big dl div:first-child { order: 1; }
  .big dd { font-size: 1.4rem; line-height: 1.2; }
  .big dl div:first-child dd { font-size: 1.2rem; }
  .big .status { order: 2; flex: 1 1 30rem; margin: 0; padding: .4rem 1.1rem; gap: 0 1rem; }
  .big .status :is(svg, b) { font-size: 2.1rem; }
  .big .status span { flex-basis: 12em; font-size: 1.25rem; }
  .big dt { font-size: 1rem; }
  .big table { margin-top: .3rem; }
  .big thead th:nth-child(1) { width: 15%; } .big thead th:nth-child(2) { width: 7.5%; } .big thead th:nth-child(3) { width: 11%; } .big thead th:nth-child(5) { width: 17%; } .big thead th:nth-child(6) { width: 13.5%; }
  .big thead th { padding-block: .2rem; font-size: 1.1rem; }
  .big tbody :is(th, td) { padding-block: .25rem; font-size: 1.6rem; line-height: 1.15; }
  .big tbody th { font-size: 2.5rem; line-height: 1.15; padding-inline-start: 1.2rem; box-shadow: inset .6rem 0 var(--tone); }
  .big tbody td { padding-top: .7rem; }
  .big td:nth-child(4) { font-size: 1.9rem; padding-top: .45rem; }
  .big td:nth-child(4) i { margin-inline-start: calc(2.09rem + 8px); font-size: 1.2rem; }
  .big thead th:first-child { padding-inline-start: 1.2rem; }
  .big td:nth-child(2) { font-weight: 650; }
  .big .more { margin-top: .4rem; font-size: 1.3rem; line-height: 1; }
  .big .empty { margin-top: 3rem; padding: 5rem; font-size: 2.4rem; }
  .big footer { justify-content: space-between; align-items: center; margin-top: .5rem; padding-top: .4rem; font-size: 1.1rem; line-height: 1; }
  .big footer a { padding: 0; }
  .big .old { font-size: 1.8rem; }
}
@media (max-width: 999px) { .big { font-size: 16px; } }
`;
