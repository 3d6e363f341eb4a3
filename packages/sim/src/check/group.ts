import type { RecordLine } from "./line.ts";

/** What the record says of one group: its place in the queue, its movement, its counts. */

export type Phase =
  | "forming"
  | "ready"
  | "deferred"
  | "declined"
  | "granted"
  | "confirmed"
  | "released"
  | "inTransit"
  | "gate"
  | "received"
  | "withdrawn"
  | "dispersed"
  | "returned"
  | "diverted";

/** A word of one side that the other may agree to. */
export type Proposal = RecordLine | null;

export interface Group {
  readonly code: string;
  phase: Phase;
  version: number;
  headcount: number;
  needs: Readonly<Record<string, unknown>>;
  /** Since when its people wait, ms; it never changes (H5). */
  since: number | null;
  opened: string | null;
  /** Its latest `group.ready` or amendment, which every answer names (S9). */
  asked: string | null;
  referred: boolean;
  setAside: Set<string>;
  /** How often it was overtaken: at least, and at most, as far as the evidence tells. */
  overtaken: Span;
  grant: string | null;
  released: { readonly time: number; readonly people: number } | null;
  spontaneous: boolean;
  departed: number | null;
  departedAt: number | null;
  /** People of earlier departures of the same group that came back. */
  cameBack: number;
  arrived: number | null;
  returnedAt: number | null;
  receivedAt: number | null;
  endedAt: number | null;
  cause: unknown;
  /** Both sides have spoken of the difference of its counts. */
  explained: boolean;
  reconcile: Proposal;
  correction: { readonly line: RecordLine; readonly point: string; readonly people: number } | null;
  diversion: Proposal;
}

/** A number that the evidence tells within bounds. */
export interface Span {
  min: number;
  max: number;
}

export function newGroup(code: string): Group {
  return {
    code,
    phase: "forming",
    version: 0,
    headcount: 0,
    needs: {},
    since: null,
    opened: null,
    asked: null,
    referred: false,
    setAside: new Set(),
    overtaken: { min: 0, max: 0 },
    grant: null,
    released: null,
    spontaneous: false,
    departed: null,
    departedAt: null,
    cameBack: 0,
    arrived: null,
    returnedAt: null,
    receivedAt: null,
    endedAt: null,
    cause: undefined,
    explained: false,
    reconcile: null,
    correction: null,
    diversion: null,
  };
}

const WAITING: ReadonlySet<Phase> = new Set(["ready", "deferred", "declined"]);
export const isWaiting = ({ phase }: Group): boolean => WAITING.has(phase);
const GRANTED: ReadonlySet<Phase> = new Set(["granted", "confirmed"]);
export const isGranted = ({ phase }: Group): boolean => GRANTED.has(phase);

/** Children of the group who travel alone. */
export const childrenAlone = (needs: Group["needs"]): number => Number(needs["unaccompaniedChildren"] ?? 0);

/** H7: no child travels alone, or they were referred to those who protect them. */
export const isReferred = ({ needs, referred }: Group): boolean => childrenAlone(needs) === 0 || referred;

/** Whether the counts of a group at the gate are still to be explained (row 12). */
export const isMismatch = ({ departed, arrived }: Group): boolean => departed !== null && departed !== arrived;

/** H3. 1: urgent medical needs or children alone; 2: other needs; 3: none. */
export function classOf({ needs }: Group): number {
  if (Number(needs["urgentMedical"] ?? 0) > 0 || childrenAlone(needs) > 0) return 1;
  return Object.values(needs).some((people) => Number(people) > 0) ? 2 : 3;
}
