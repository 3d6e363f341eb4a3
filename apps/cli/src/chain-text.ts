import type { ChainLink, ChainOutlook, StationOutlook } from "@vado/planner";

/** The chain check as a person reads it: a bar for every day. */

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

export function chainText(
  name: string,
  links: readonly ChainLink[],
  { stations, links: carried, consistent }: ChainOutlook,
  days: number,
): string {
  const lines = [
    `${name}: ${days} days, if every link carries what it may`,
    "",
    "stations, with the people there at the end of each day",
  ];
  const width = Math.max(...stations.map(({ id }) => id.length));
  for (const one of stations) lines.push(`  ${one.id.padEnd(width)}  ${picture(one)}  ${said(one)}`);
  lines.push("", "links");
  const wide = Math.max(...links.map(({ id }) => id.length));
  for (const { id, carried: people, fits } of carried) {
    const most = links.find((link) => link.id === id)?.perDay ?? [];
    const may = Math.max(...most);
    const allowed = Number.isFinite(may) ? `may carry ${whole(may)} a day` : "no limit";
    const verdict = fits === null ? "fits what follows" : `what follows takes ${fits} a day`;
    lines.push(`  ${id.padEnd(wide)}  ${allowed}, carries ${whole(mean(people))} on average: ${verdict}`);
  }
  lines.push("", consistent ? "The quotas fit one another." : "The quotas do not fit one another.");
  return lines.join("\n");
}

/** Heights are shares of the highest stock, or of the places where those are more. */
function picture({ stock, limit }: StationOutlook): string {
  const top = Math.max(1, ...stock, limit ?? 0);
  return stock.map((people) => BARS[Math.min(BARS.length - 1, Math.floor((people / top) * BARS.length))]).join("");
}

function said({ stock, limit, growthPerDay, fullOn }: StationOutlook): string {
  const end = whole(stock.at(-1) ?? 0);
  const grows =
    Math.round(growthPerDay) === 0 ? "steady" : `${growthPerDay > 0 ? "+" : "−"}${whole(Math.abs(growthPerDay))} a day`;
  const room = limit === null ? "no limit of places" : `${limit} places to plan with`;
  const over = fullOn === null ? "" : `, OVER from day ${fullOn + 1}`;
  return `${end} in the end, ${grows}; ${room}${over}`;
}

const whole = (people: number): string => String(Math.round(people));
const mean = (people: readonly number[]): number =>
  people.reduce((sum, one) => sum + one, 0) / Math.max(1, people.length);
