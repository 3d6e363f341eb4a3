/**
 * How many people will be in a station: a fluid projection in steps. People counted in at the gate wait for intake;
 * registered people leave. Conservative where it must choose: everything that may come is taken to come.
 */

/** A station as its own desk knows it. People; rates in people per hour; times in ms. */
export interface StationView {
  readonly now: number;
  /** Places, or null without a limit. */
  readonly total: number | null;
  /** Share of the places kept free (agreement: `reserveShare`). */
  readonly reserveShare: number;
  /** In the hall and not yet registered, and registered but not yet gone. */
  readonly unregistered: number;
  readonly registered: number;
  /** Null: registered at once. */
  readonly intakePerHour: number | null;
  readonly outflowPerHour: number;
  /** People the onward links take in each step from `now`, once outflow had its share; absent, or beyond its end: nobody. */
  readonly onward?: ArrayLike<number>;
  /** Steps that it takes registered people to fill a group for the way on; 0 if absent. */
  readonly fillSteps?: number;
}

/** People who may still arrive: evenly between two moments, or all at once at the first. ms. */
export interface Inflow {
  readonly at: number;
  readonly until?: number;
  readonly people: number;
}

export const STEP_MS = 15 * 60_000;
/** domain.md S3: offers reach from now + mean transit to four hours beyond it. */
export const OFFER_HORIZON_MS = 4 * 3_600_000;
/**
 * Steps from the moment a group is full until it was asked for, answered and is gone. Measured over replayed corridors: people were
 * in a station for 34 minutes on average, from the gate to the vehicle, where nothing stopped the way on.
 */
export const ONWARD_LEAD_STEPS = 2;

/** People in the station at the end of each step from `view.now`. */
export function project(view: StationView, inflows: readonly Inflow[], steps: number): number[] {
  const coming = new Float64Array(steps);
  for (const inflow of inflows) addInflow(coming, inflow, view.now);
  const hours = STEP_MS / 3_600_000;
  const intake = view.intakePerHour === null ? Infinity : view.intakePerHour * hours;
  let waiting = view.unregistered;
  // Everybody registered so far, at the end of each step, and everybody gone.
  let registered = view.registered;
  let gone = 0;
  const lead = ONWARD_LEAD_STEPS + (view.fillSteps ?? 0);
  const history: number[] = [];
  const levels: number[] = [];
  for (let step = 0; step < steps; step++) {
    // People come at the beginning of a step and leave at its end: the level between is the one that needs places.
    waiting += coming[step] as number;
    levels.push(waiting + registered - gone);
    const taken = Math.min(waiting, intake);
    waiting -= taken;
    registered += taken;
    gone += Math.min(registered - gone, view.outflowPerHour * hours);
    const assembled = step < lead ? view.registered : (history[step - lead] as number);
    gone += Math.min(view.onward?.[step] ?? 0, Math.max(0, assembled - gone));
    history.push(registered);
  }
  return levels;
}

/** Adds people to the steps in which they may come; who was due earlier comes in the first. */
export function addInflow(coming: Float64Array, { at, until = at, people }: Inflow, now: number): void {
  const steps = coming.length;
  const from = Math.max(0, (at - now) / STEP_MS);
  const to = Math.max(from, (until - now) / STEP_MS);
  const first = Math.floor(from);
  if (to <= first + 1) {
    if (first < steps) coming[first] = (coming[first] as number) + people;
    return;
  }
  for (let step = first; step < Math.min(to, steps); step++) {
    const share = (Math.min(to, step + 1) - Math.max(from, step)) / (to - from);
    coming[step] = (coming[step] as number) + people * share;
  }
}

/** People that may be in the station by plan: the places less their reserve. */
export function planLimit(view: StationView): number {
  return view.total === null ? Infinity : Math.floor(view.total * (1 - view.reserveShare));
}

/** `ceilings[k]`: the highest level from step k on, rounded up. */
export function ceilings(levels: readonly number[]): number[] {
  const out = levels.map(Math.ceil);
  for (let i = out.length - 2; i >= 0; i--) out[i] = Math.max(out[i] as number, out[i + 1] as number);
  return out;
}
