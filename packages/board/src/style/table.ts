/** From a tablet on, and on paper: a table whose heads stand over what they name. */

export const TABLE = `
@media (min-width: 760px), print {
  body { padding-inline: 32px; }
  nav { gap: 0 24px; font-size: 1rem; }
  .wide { display: inline; }
  h2 { font-size: 2.5rem; }
  .status { display: flex; padding: 14px 18px; }
  .status svg, .status b { font-size: 1.625rem; }
  .status b { margin-inline-end: 8px; white-space: nowrap; }
  dl { display: flex; justify-content: space-between; gap: 0; margin: 20px 0 24px; }
  dl div + div { padding-inline-start: 16px; border-inline-start: 1px solid var(--line); }
  dt, thead th { font-size: .875rem; }
  dt { white-space: nowrap; }
  table { display: table; table-layout: fixed; width: 100%; border: 1px solid var(--line); border-radius: 12px; border-spacing: 0; overflow: hidden; background: var(--surface); }
  thead { display: table-header-group; position: static; clip-path: none; }
  thead th:nth-child(1) { width: 20%; } thead th:nth-child(2) { width: 12.5%; } thead th:nth-child(3) { width: 10.5%; } thead th:nth-child(5) { width: 17%; } thead th:nth-child(6) { width: 12.5%; }
  tbody { display: table-row-group; }
  tr, tbody tr { display: table-row; }
  tbody :is(th, td), td:nth-child(4) { display: table-cell; }
  tr :is(th, td) { padding: 14px 12px 14px 0; text-align: start; vertical-align: middle; overflow-wrap: break-word; }
  tbody :is(th, td) { border-top: 1px solid var(--line); }
  thead th { padding-block: 10px; vertical-align: bottom; line-height: 1.2; background: var(--sunken); }
  tr :is(th, td):first-child { padding-inline-start: 20px; }
  tr :is(th, td):nth-child(2) { padding-inline-end: 18px; text-align: end; }
  tbody th { font-size: 1.4375rem; line-height: 1.15; box-shadow: inset 7px 0 var(--tone); }
  td:nth-child(2) { font-size: 1.125rem; font-weight: 650; }
  tr td:nth-child(4) { position: relative; padding-inline-start: 1.75rem; }
  td:nth-child(4) :is(b, i) { display: block; line-height: 1.25; }
  td:nth-child(4) svg { position: absolute; inset-inline-start: 0; margin-top: .12em; }
  td:nth-child(4) i { font-size: .9375rem; }
  thead th { overflow-wrap: normal; }
  td::before, td::after { display: none !important; }
}
@media (min-width: 1100px) {
  thead th:nth-child(1) { width: 17%; } thead th:nth-child(2) { width: 11%; } thead th:nth-child(3) { width: 12%; } thead th:nth-child(5) { width: 18%; } thead th:nth-child(6) { width: 14%; }
  tr :is(th, td):nth-child(2) { padding-inline-end: 32px; }
  dl div + div { padding-inline: 20px 12px; }
  dl div:first-child dd, dd { font-size: 1.25rem; }
  tbody th { font-size: 1.75rem; }
  td:nth-child(4) :is(svg, b) { font-size: 1.25rem; }
  tr td:nth-child(4) { padding-inline-start: 2rem; }
  td:nth-child(4) svg { margin-top: .08em; }
}
`;
