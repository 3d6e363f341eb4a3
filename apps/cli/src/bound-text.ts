import type { Binding, CorridorBound } from "@vado/bound";
import type { Run } from "./run.ts";

/** The bound of a corridor as a person reads it, beside a run. */

const WORDS: Readonly<Record<Binding["kind"], string>> = {
  demand: "who came",
  quota: "quota",
  rate: "rate per hour",
  block: "seats and block",
  places: "places",
  intake: "intake",
  outflow: "who leaves the corridor",
  unannounced: "unannounced arrivals",
};
/** A limit that stands for less than this share of the maximum is not named. */
const SHARE_MIN = 0.005;

export function boundText(name: string, bound: CorridorBound, run: Run | null): string {
  const lines = [`${name}: at most ${whole(bound.received)} receptions, in steps of ${bound.stepMinutes} min`, ""];
  const ids = Object.keys(bound.perLink);
  const wide = Math.max(...ids.map((id) => id.length));
  let received = 0;
  for (const id of ids) {
    const most = bound.perLink[id] ?? [];
    const own = bound.mostPerLink[id] ?? 0;
    const got = run?.perLink[id]?.receivedPerDay;
    lines.push(`  ${id.padEnd(wide)}  at most per day ${most.map(whole).join(", ")}; the link by itself ${whole(own)}`);
    if (got === undefined) continue;
    received += sum(got);
    lines.push(
      `  ${" ".repeat(wide)}  received        ${got.join(", ")}: ${whole(sum(got))}, ${share(sum(got), own)} of what it could by itself`,
    );
  }
  lines.push("", "what the maximum stands on, day by day");
  for (const day of new Set(bound.bindings.map((one) => one.day).toSorted((a, b) => a - b)))
    lines.push(`  day ${day + 1}: ${limitsOn(bound, day)}`);
  if (run !== null) {
    lines.push(
      "",
      `received in all ${whole(received)} of ${whole(bound.received)}: ${share(received, bound.received)}`,
    );
    const over = Object.entries(run.perStation).filter(([, { overMinutes }]) => overMinutes > 0);
    for (const [id, { overMinutes }] of over)
      lines.push(`  ${id} had more people than places for ${overMinutes} minutes`);
  }
  return lines.join("\n");
}

function limitsOn({ bindings, received }: CorridorBound, day: number): string {
  return (
    bindings
      .filter((one) => one.day === day && one.people > received * SHARE_MIN)
      .toSorted((a, b) => b.people - a.people)
      .map(({ kind, of, people }) => `${WORDS[kind]} ${of} ${whole(people)}`)
      .join(", ") || "nothing of weight"
  );
}

const whole = (people: number): string => String(Math.round(people));
const sum = (people: readonly number[]): number => people.reduce((total, one) => total + one, 0);
const share = (part: number, all: number): string => (part / Math.max(1, all)).toFixed(3);
