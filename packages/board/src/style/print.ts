/** On paper: black on white, heads on every page, no links that paper cannot follow. */
export const PRINT = `
@media print {
  html { font-size: 12px; }
  body { max-width: none; padding: 0; }
  nav, footer, .old { display: none; }
  table { overflow: visible; border-radius: 0; }
  tr :is(th, td) { padding-block: 7px; }
  tr, li, header, aside { break-inside: avoid; }
  .status, tbody tr, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
