import type { Bounds } from "./world.ts";

/**
 * What is explored, and what is not.
 *
 * On every link: a duty officer and a field officer on each side; one offer for seven people; groups of three, amended once to four; one
 * revoke per group; any number of grants; four ticks of twelve minutes, in which a window is open for two, closing in the third and closed in
 * the fourth, and places are stale in the last. GO is given by the duty officer with a connection, and by the field officer offline, as of every
 * prefix of the log and every tick its phone may have been in.
 *
 * Prefixes: whatever a side may say of a version, grant, proposal or hold that some prefix of this log gives, it says here at the end of the
 * log, whether or not its own `decide` would have let it; so everything that either side does on any prefix is among it. How far a sending
 * device has read is told by an `ack` of its own, as of the end.
 *
 * Added one at a time, since all of it at once has more worlds than can be looked at: one hold (by a person on the link or a group, or by
 * `stop`); deferrals and refusals; ticks without a sign of life; one fact that nothing led up to; one count that differs; one unannounced
 * arrival. A return and a departure told late are always among it.
 *
 * Left out: rates and quotas, block modes other than absolute, stations that close, shifts, the radio code, needs, diversions, corrections of counts,
 * drills, overrides and overtaking, priority, promised times, alarms, sequences of offers, clocks that are wrong. Random histories have these.
 */
export interface Named {
  readonly name: string;
  readonly bounds: Bounds;
}

const NONE = { hold: 0, odd: 0, differ: 0, spontaneous: 0 };
const bounds = (
  groups: number,
  ticks: number,
  left: Partial<Bounds["left"]> = {},
  more: Partial<Bounds> = {},
): Bounds => ({
  groups,
  ticks,
  left: { ...NONE, ...left },
  offline: true,
  silence: false,
  answers: false,
  ...more,
});

/** Seconds each: for every test run, and for planted bugs. */
export const SMALL: readonly Named[] = [
  { name: "1 group, 4 ticks, answers", bounds: bounds(1, 4, {}, { answers: true }) },
  { name: "1 group, 2 ticks, a hold", bounds: bounds(1, 2, { hold: 1 }) },
  {
    name: "1 group, 2 ticks, silence, a fact out of the blue, another count",
    bounds: bounds(1, 2, { odd: 1, differ: 1 }, { silence: true }),
  },
  { name: "2 groups, 2 ticks", bounds: bounds(2, 2) },
  { name: "1 group, 2 ticks, an unannounced arrival", bounds: bounds(1, 2, { spontaneous: 1 }) },
];

/** One link with two groups. */
export const ONE_LINK: readonly Named[] = [
  { name: "2 groups, 4 ticks", bounds: bounds(2, 4) },
  { name: "2 groups, 3 ticks, a hold", bounds: bounds(2, 3, { hold: 1 }) },
  { name: "2 groups, 3 ticks, silence, answers", bounds: bounds(2, 3, {}, { silence: true, answers: true }) },
  {
    name: "2 groups, 2 ticks, facts out of the blue, counts, unannounced",
    bounds: bounds(2, 2, { odd: 1, differ: 1, spontaneous: 1 }),
  },
  { name: "1 group, 4 ticks, a hold, silence", bounds: bounds(1, 4, { hold: 1 }, { silence: true }) },
  { name: "1 group, 4 ticks, facts out of the blue, counts", bounds: bounds(1, 4, { odd: 1, differ: 1 }) },
];
export const ONE_LINK_WHOLE: Named = { name: "2 groups, 4 ticks, a hold", bounds: bounds(2, 4, { hold: 1 }) };

/** Each of the two links. */
export const TWO_LINKS: readonly Named[] = [
  { name: "2 groups on each, 2 ticks", bounds: bounds(2, 2) },
  { name: "2 groups on each, 2 ticks, a hold on each", bounds: bounds(2, 2, { hold: 1 }) },
  { name: "2 groups on each, 3 ticks", bounds: bounds(2, 3) },
  { name: "2 groups on each, 4 ticks", bounds: bounds(2, 4) },
];
