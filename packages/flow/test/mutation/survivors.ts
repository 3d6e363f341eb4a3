import { readFileSync, writeFileSync } from "node:fs";

/**
 * Brings MUTATION.md up to date from the report of a measurement of the whole law: the table of files, and the list of survivors
 * below their reasons. The page remembers the reasons: a survivor it lists already stays below its heading, a new one goes to the last.
 */
interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Point; readonly end: Point };
}
interface Point {
  readonly line: number;
  readonly column: number;
}
type Report = Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;

const PAGE = "packages/flow/MUTATION.md";
const LISTED = "<!-- from here on: node packages/flow/test/mutation/survivors.ts -->";
const NOT_YET = "Not killed yet";
const KILLED = ["Killed", "Timeout"];
const STANDING = ["Survived", "NoCoverage"];

const short = (text: string) => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
};
const nameOf = (path: string) => path.replace("packages/flow/src/", "").replace(".ts", "");

/** The text between two points; columns and lines count from one. */
function between(source: string, { start, end }: Mutant["location"]): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines.push((lines.pop() ?? "").slice(0, end.column - 1));
  lines[0] = (lines[0] ?? "").slice(start.column - 1);
  return lines.join("\n");
}

/** `file:line what → what instead`, and the same without the line, by which the page remembers it. */
function survivors(report: Report) {
  const found: { readonly place: string; readonly change: string }[] = [];
  for (const [path, { source, mutants }] of Object.entries(report))
    for (const mutant of mutants.filter(({ status }) => STANDING.includes(status))) {
      const what = `${short(between(source, mutant.location))} → ${short(mutant.replacement)}`;
      found.push({ place: `${nameOf(path)}:${mutant.location.start.line}`, change: `${nameOf(path)} ${what}` });
    }
  return found;
}

function table(report: Report): string {
  const rows = Object.entries(report).map(([path, { mutants }]) => {
    const count = (of: readonly string[]) => mutants.filter(({ status }) => of.includes(status)).length;
    return { name: `\`${nameOf(path)}\``, killed: count(KILLED), all: count(KILLED) + count(STANDING) };
  });
  const sum = (of: "killed" | "all") => rows.reduce((total, row) => total + row[of], 0);
  const lines = [...rows, { name: "together", killed: sum("killed"), all: sum("all") }]
    .filter(({ all }) => all > 0)
    .map(({ name, killed, all }) => `| ${name} | ${all} | ${killed} | ${((100 * killed) / all).toFixed(1)} |`);
  return ["| file | mutants | killed | % |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

/** The headings of the page with what is said below each, and the heading of every survivor listed. */
function remembered(list: string) {
  const reasons = new Map<string, string>();
  const headings = new Map<string, string[]>();
  for (const part of list.split(/^### /m).slice(1)) {
    const [heading = "", ...rest] = part.split("\n");
    const [said = "", listed = ""] = rest.join("\n").split("```text\n");
    reasons.set(heading, said.trim());
    for (const line of listed.split("\n")) {
      const change = line.replace(/:\d+ /, " ");
      headings.set(change, [...(headings.get(change) ?? []), heading]);
    }
  }
  return { reasons, headings };
}

const { files } = JSON.parse(readFileSync(".vado/mutation/report.json", "utf8")) as { files: Report };
const report: Report = Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const [said = "", list = ""] = readFileSync(PAGE, "utf8").split(LISTED);
const measured = Object.keys(report).map(nameOf);
const absent = [...list.matchAll(/^\| `([^`]+)`/gm)]
  .map(([, name = ""]) => name)
  .filter((name) => !measured.includes(name));
if (absent.length > 0) throw new Error(`not measured: ${absent.join(" ")}`);
const { reasons, headings } = remembered(list);
reasons.set(NOT_YET, reasons.get(NOT_YET) ?? "");
const below = new Map<string, string[]>([...reasons.keys()].map((heading) => [heading, []]));
for (const { place, change } of survivors(report)) {
  const known = headings.get(change) ?? [];
  const heading = (known.length > 1 ? known.shift() : known[0]) ?? NOT_YET;
  below.get(heading)?.push(`${place} ${change.slice(change.indexOf(" ") + 1)}`);
}
const parts = [...below]
  .filter(([, places]) => places.length > 0)
  .map(
    ([heading, places]) => `### ${heading}\n\n${reasons.get(heading)}\n\n\`\`\`text\n${places.join("\n")}\n\`\`\`\n`,
  );
writeFileSync(PAGE, `${said}${LISTED}\n\n${table(report)}\n\n${parts.join("\n")}`);
