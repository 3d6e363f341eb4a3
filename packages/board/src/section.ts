import type { BoardFigures, BoardGroup } from "@vado/protocol";
import { markup, type Markup } from "./markup.ts";
import { groupRow } from "./row.ts";
import { shape, type Shape } from "./shapes.ts";
import { isStale, linkStatus, peopleWaiting, type LinkStatus } from "./status.ts";
import { localTimes, placeOf, type LocalTimes } from "./times.ts";
import type { Words } from "./words/index.ts";

const SIGNS: Readonly<Record<LinkStatus, Shape>> = {
  open: "open",
  hold: "hold",
  stopped: "stopped",
  closed: "closed",
  stale: "unknown",
};

/** What of a crossing is on this page: all its groups, or the slice of one screen. */
export interface SectionPart {
  readonly figures: BoardFigures;
  readonly groups: readonly BoardGroup[];
  /** Groups that stand on later screens. */
  readonly after: number;
  /** `Page 1 of 3`, on a big screen with more than one. */
  readonly page: string | null;
  /** Which crossing of the board it is: for ids in the page. */
  readonly at: number;
}

/** One crossing: where from and where to, whether it is open, as of when, and its groups in the published order. */
export function linkSection(part: SectionPart, words: Words, now: number): Markup {
  const { figures, groups, at } = part;
  const status = linkStatus(figures, now);
  const times = localTimes(figures.timezone, words.months);
  const context = { words, times, figures, now, stale: isStale(figures, now) };
  const why = status === "stopped" && figures.stop !== null ? `${words.reasons[figures.stop]}. ` : "";
  const meaning = why + words.meaning[status];
  const table = markup`<table role="table"><thead role="rowgroup"><tr role="row">${heads(words)}</tr></thead><tbody role="rowgroup">
${groups.map((group) => groupRow(group, context))}</tbody></table>
`;
  const empty = markup`<p class="empty">${figures.open ? words.empty : words.emptyClosed}</p>`;
  return markup`<section class="${status}" aria-labelledby="l${at} k${at}">
<header><h2 id="l${at}"><bdi>${figures.from.name}</bdi> <span class="to" role="img" aria-label="→"></span> <bdi>${figures.to.name}</bdi></h2>
<p class="link" id="k${at}"><bdi>${figures.link}</bdi></p>
<p class="status">${shape(SIGNS[status])}<b>${words.status[status]}</b> <span>${meaning}</span></p>
${facts(figures, words, times)}</header>
${figures.groups.length === 0 ? empty : table}${rest(part, words)}</section>
`;
}

/** As of when, until when, how many wait, how many were received. */
function facts(figures: BoardFigures, words: Words, times: LocalTimes): Markup {
  const { asOf, validUntil, timezone, receivedToday } = figures;
  const place = placeOf(timezone);
  const people = (count: number): string => `${count} ${words.receivedUnit}`;
  const all: readonly (readonly [string, Markup])[] = [
    [words.asOf, markup`<time datetime="${isoOf(asOf)}">${times.full(asOf)}</time> (<bdi>${place}</bdi>)`],
    [words.validUntil, markup`${times.clock(validUntil, asOf)}`],
    [words.waiting, markup`${people(peopleWaiting(figures))}`],
    [words.received, markup`${people(receivedToday)}`],
  ];
  return markup`<dl>${all.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** On a screen that does not hold all groups: which page this is, and how many follow. */
function rest({ after, page }: SectionPart, words: Words): Markup | null {
  if (page === null) return null;
  const following = after === 0 ? null : markup` · ${words.more(after)}`;
  return markup`<p class="more">${page}${following}</p>`;
}

function heads(words: Words): Markup[] {
  const { group, people, since, state, when, next } = words;
  return [group, people, since, state, when, next].map(
    (head) => markup`<th role="columnheader" scope="col">${head}</th>`,
  );
}

/** For machines; empty for times no calendar knows. */
function isoOf(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
