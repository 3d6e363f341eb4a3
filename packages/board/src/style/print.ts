/** On paper: black on white, heads on every page, no links that paper cannot follow. */
export const PRINT = `
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  nav, footer, .old, .sheet + nav { display: none; }
  tr, li { break-inside: avoid; }
  .status, tbody .go { print-color-adjust: exact; }
}
`;
