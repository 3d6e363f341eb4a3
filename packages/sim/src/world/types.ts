import type { BodyOf, Needs, Terms, Units } from "@vado/protocol";

/** What is true on the ground, and what an officer can see and do of it. Nothing here knows of messages. */

export type Cause = BodyOf<"count.reconciled">["cause"];

/** People who move together, as they really are. */
export interface Party {
  /** Stable name in the world; no officer's device ever sees people by name. */
  readonly key: string;
  readonly link: string;
  people: number;
  units: Units;
  readonly needs: Needs;
  /** When they assembled at the bank. */
  readonly at: number;
  /** Since when they wait, if they came over another link. */
  readonly since: number | null;
  /** New people at this link, or people received before over another one. */
  readonly onward: boolean;
  /** The code their officer gave them. */
  code: string | null;
  /** Whether its officer has counted it and told so. */
  ready: boolean;
  /** *elsewhere*: both sides said that it goes to another station. */
  where: "bank" | "moving" | "gate" | "inside" | "elsewhere";
  /** What the sending officer will count, and how many will really arrive and why. */
  counted: number;
  arriving: number;
  cause: Cause | null;
  arrivesAt: number | null;
}

/** People who came unannounced. */
export interface Unannounced {
  readonly key: string;
  readonly people: number;
  readonly at: number;
  readonly units: Units;
}

/** What the officers of one side of one link can see. Each role looks at its part. */
export interface Sights {
  /** Sending field: parties at the bank without a code. */
  readonly assembled: readonly Pick<Party, "key" | "people" | "units" | "needs" | "at" | "since">[];
  /** Sending field: parties it opened, to complete; by code. */
  readonly forming: Readonly<Record<string, Pick<Party, "people" | "units" | "needs" | "since">>>;
  /** Sending field: what it counts at departure, where that differs from the headcount; by code. */
  readonly leaving: Readonly<Record<string, number>>;
  /** Receiving field: parties at the gate, by code. */
  readonly gate: readonly { readonly code: string; readonly people: number; readonly at: number }[];
  readonly unannounced: readonly Pick<Unannounced, "key" | "people" | "at">[];
  /** Duty, both sides: what people say when two counts differ; by code. */
  readonly causes: Readonly<Record<string, Cause>>;
  /** Sending duty: dangers now. */
  readonly dangers: readonly { readonly key: string; readonly at: number; readonly why: string }[];
  /** Keys of dangers that are over. */
  readonly over: readonly string[];
  /** Sending duty: the field phone on this side that a person holds; GO is delegated to it and left to it. */
  readonly fieldPhone: string | null;
  /** Duty, both sides: terms their agencies have settled on. */
  readonly terms: readonly { readonly version: number; readonly terms: Terms; readonly validFrom: number }[];
  /** Archive: the hall of its station. */
  readonly hall: Hall;
  /** Archive: whether its own station is open by its hours. */
  readonly stationOpen: boolean;
  /** Whether both ends of the link are. */
  readonly open: boolean;
  /** The relay cannot be reached from here. */
  readonly offline: boolean;
}

export interface Hall {
  readonly station: string;
  readonly total: number | null;
  readonly unregistered: number;
  readonly registered: number;
  readonly intakePerHour: number | null;
  readonly outflowPerHour: number;
}

/** What officers did in the world. Doing it twice is doing it once. */
export type Act =
  | { readonly do: "open"; readonly key: string; readonly code: string }
  | { readonly do: "ready"; readonly code: string }
  | { readonly do: "depart"; readonly code: string; readonly at: number }
  | { readonly do: "receive"; readonly code: string; readonly people: number }
  | { readonly do: "meet"; readonly key: string; readonly code: string }
  /** People who go on over this link gather in groups of this size; null: of a full vehicle. */
  | { readonly do: "gather"; readonly link: string; readonly people: number | null }
  | { readonly do: "say"; readonly canary: string };
