import * as v from "valibot";

/** The form of a `vado-scenario/1` file, field by field as `scenarios/scenario.schema.json` has it. */
export const SCENARIO_FORMAT = "vado-scenario/1";

const min = (least: number) => v.pipe(v.number(), v.finite(), v.minValue(least));
const over0 = v.pipe(v.number(), v.finite(), v.gtValue(0));
const whole = (least: number, most?: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most ?? Number.MAX_SAFE_INTEGER));
const between = (least: number, most: number) => v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most));
const share = between(0, 1);

const Text = v.string();
const StationRef = v.pipe(v.string(), v.regex(/^[A-Z0-9]{3}$/, "a station id is three capital letters or digits"));
const Clock = v.pipe(
  v.string(),
  v.regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/, "a time of day is HH:MM, up to 24:00"),
);
const At = v.pipe(
  v.string(),
  v.regex(/^[0-9]{1,4}\+([01][0-9]|2[0-3]):[0-5][0-9]$/, "a moment is day+HH:MM, such as 1+09:30"),
);

export const WEEKDAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const Station = v.strictObject({
  id: StationRef,
  name: Text,
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, "a country is two capital letters")),
  agency: Text,
  lat: between(-90, 90),
  lon: between(-180, 180),
  /** People who may be there at once; null: no limit. */
  places: v.nullable(whole(0)),
  /** People registered per hour after they were counted at the gate; null: at once. */
  intakePerHour: v.nullable(over0),
  opens: Clock,
  closes: Clock,
});
export type ScenarioStation = v.InferOutput<typeof Station>;

const Block = v.strictObject({
  kind: v.picklist(["absolute", "permissive", "paced"]),
  groups: v.exactOptional(whole(1)),
  people: v.exactOptional(whole(1)),
});

const Link = v.strictObject({
  id: Text,
  from: StationRef,
  to: StationRef,
  mode: v.picklist(["bus", "bridge", "train", "boat", "foot"]),
  block: Block,
  /** People released in any rolling 60 minutes. */
  ratePerHour: v.exactOptional(over0),
  /** People released per local calendar day, on `quotaDays` only (absent: every day). */
  quotaPerDay: v.exactOptional(whole(0)),
  quotaDays: v.exactOptional(v.array(v.picklist(WEEKDAY_NAMES))),
  groupMax: whole(1, 1_200),
  vehicleSeats: v.exactOptional(whole(1)),
  /** Log-normal. */
  transitMinutes: v.strictObject({ mean: over0, sd: min(0) }),
  answerMinutes: over0,
});
export type ScenarioLink = v.InferOutput<typeof Link>;

const Needs = v.strictObject({
  urgentMedical: v.exactOptional(share),
  limitedMobility: v.exactOptional(share),
  pregnantOrNursing: v.exactOptional(share),
  infants: v.exactOptional(share),
  childrenWithFamily: v.exactOptional(share),
  unaccompaniedChildren: v.exactOptional(share),
  olderPeople: v.exactOptional(share),
  singleParentFamilies: v.exactOptional(share),
  interpreter: v.exactOptional(share),
  specialDiet: v.exactOptional(share),
});

const minuteOfDay = between(0, 1_440);

const Demand = v.strictObject({
  station: StationRef,
  perDay: min(0),
  dailyCv: v.exactOptional(min(0)),
  backlog: v.exactOptional(whole(0)),
  /** Rows of from minute, to minute, share of the day. */
  profile: v.pipe(v.array(v.strictTuple([minuteOfDay, minuteOfDay, minuteOfDay])), v.minLength(1)),
  groupSize: v.strictObject({ min: whole(1), max: whole(1) }),
  familyUnitMean: min(1),
  needs: Needs,
  /** This share of the people goes on only after so many hours. */
  stay: v.exactOptional(v.strictObject({ share, hours: min(0) })),
});
export type ScenarioDemand = v.InferOutput<typeof Demand>;

const happening = { at: At, why: v.exactOptional(Text) };
const atStation = { ...happening, station: StationRef };
const onLink = { ...happening, link: Text };
const forMinutes = v.exactOptional(over0);

const Happening = v.variant("kind", [
  v.strictObject({ ...onLink, kind: v.literal("hold"), forMinutes: over0 }),
  v.strictObject({ ...atStation, kind: v.literal("places"), places: whole(0), forMinutes }),
  v.strictObject({ ...atStation, kind: v.literal("intake"), perHour: min(0), forMinutes }),
  v.strictObject({ ...onLink, kind: v.literal("quota"), perDay: whole(0) }),
  v.strictObject({ ...onLink, kind: v.literal("rate"), perHour: min(0) }),
  v.strictObject({ ...atStation, kind: v.literal("surge"), people: whole(1) }),
  v.strictObject({ ...atStation, kind: v.literal("spontaneous"), people: whole(1) }),
  v.strictObject({ ...onLink, kind: v.literal("overdue"), people: whole(1) }),
  v.strictObject({
    ...onLink,
    kind: v.literal("comms-loss"),
    side: v.picklist(["sending", "receiving"]),
    forMinutes: over0,
  }),
  v.strictObject({ ...happening, kind: v.literal("policy"), demandFactor: min(0) }),
]);
/** Something that happens on the day: a hold, a surge, a lost connection. */
export type ScenarioEvent = v.InferOutput<typeof Happening>;

export const ScenarioForm = v.strictObject({
  format: v.literal(SCENARIO_FORMAT),
  name: v.pipe(v.string(), v.minLength(1)),
  /** Local date of day 0. */
  start: v.pipe(v.string(), v.isoDate()),
  timezone: Text,
  days: whole(1, 366),
  seed: whole(0),
  agencies: v.record(v.string(), v.string()),
  stations: v.pipe(v.array(Station), v.minLength(2)),
  links: v.pipe(v.array(Link), v.minLength(1)),
  demand: v.pipe(v.array(Demand), v.minLength(1)),
  outflow: v.array(v.strictObject({ station: StationRef, perHour: min(0) })),
  /** Per station, the shares of its onward links. */
  routing: v.record(v.string(), v.record(v.string(), share)),
  events: v.array(Happening),
  sources: v.record(v.string(), v.string()),
});
export type Scenario = v.InferOutput<typeof ScenarioForm>;
