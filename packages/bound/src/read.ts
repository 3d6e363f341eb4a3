/**
 * What of a `vado-scenario/1` file the bound reads. Written apart from the simulator's own reading on purpose: what holds a
 * run against a limit shares no code with what made the run.
 */

type Days = readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];

export interface Corridor {
  /** Local date of day 0. */
  readonly start: string;
  readonly days: number;
  readonly stations: readonly {
    readonly id: string;
    readonly places: number | null;
    readonly intakePerHour: number | null;
    readonly opens: string;
    readonly closes: string;
  }[];
  readonly links: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly block: { readonly kind: string; readonly groups?: number; readonly people?: number };
    readonly ratePerHour?: number;
    readonly quotaPerDay?: number;
    readonly quotaDays?: Days;
    readonly groupMax: number;
    readonly vehicleSeats?: number;
    readonly transitMinutes: { readonly mean: number };
  }[];
  readonly demand: readonly {
    readonly station: string;
    readonly perDay: number;
    readonly backlog?: number;
    readonly profile: readonly (readonly [number, number, number])[];
    readonly stay?: { readonly share: number; readonly hours: number };
  }[];
  readonly outflow: readonly { readonly station: string; readonly perHour: number }[];
  readonly routing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly events: readonly CorridorEvent[];
}

export interface CorridorEvent {
  readonly at: string;
  readonly kind: string;
  readonly link?: string;
  readonly station?: string;
  readonly forMinutes?: number;
  readonly places?: number;
  readonly perHour?: number;
  readonly perDay?: number;
  readonly people?: number;
  readonly demandFactor?: number;
}

const LISTS = ["stations", "links", "demand", "outflow", "events"] as const;

/**
 * Reads the text of a scenario file. Throws an `Error` that says what to do when it is none; whether it is a good one is
 * `vado replay`'s to judge.
 */
export function readCorridor(text: string): Corridor {
  const file = JSON.parse(text) as Record<string, unknown>;
  if (file["format"] !== "vado-scenario/1")
    throw new Error('Not a scenario: its "format" is not "vado-scenario/1". Give a file as in scenarios/.');
  for (const list of LISTS)
    if (!Array.isArray(file[list])) throw new Error(`The scenario has no list "${list}". Add it, empty if need be.`);
  if (typeof file["days"] !== "number" || typeof file["start"] !== "string")
    throw new Error('The scenario does not say its "start" and "days". Add both.');
  // What is inside the lists is the CLI's to check, by the scenario's own schema, before it comes here.
  return { routing: {}, ...file } as unknown as Corridor;
}

/** Minutes from the beginning of day 0, of a moment such as `1+09:30`. */
export function minuteOf(at: string): number {
  const [day = "0", clock = "00:00"] = at.split("+");
  return Number(day) * 1_440 + clockMinute(clock);
}

/** Minute of the day, of a time such as `09:30`. */
export function clockMinute(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
