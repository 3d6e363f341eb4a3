/** CSV after RFC 4180: commas, quotes where needed, lines that end with CR LF. */

export type Cell = string | number | null;

/** A text that a spreadsheet would take for a formula begins with one of these; it gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
