import * as v from "valibot";

/** What the start page reads of the demo's answers; whatever else they tell is passed over. */

const Side = v.picklist(["sending", "receiving"]);
const Role = v.picklist(["field", "duty"]);
const People = v.number();
const PeopleMax = v.nullable(v.number());

const Station = v.object({ id: v.string(), name: v.string(), agency: v.string() });

const PictureGroup = v.object({
  code: v.string(),
  phase: v.string(),
  people: People,
  held: v.boolean(),
  /** Share of the usual way that is behind them, 0 to 1. */
  progress: v.number(),
});
export type PictureGroup = v.InferOutput<typeof PictureGroup>;

const Crossing = v.object({
  from: v.string(),
  to: v.string(),
  mode: v.string(),
  held: v.boolean(),
  places: v.nullable(v.object({ total: PeopleMax, occupied: People })),
  groups: v.array(PictureGroup),
});

const Post = v.object({
  side: Side,
  role: Role,
  by: v.picklist(["simulated", "person"]),
  device: v.nullable(v.string()),
});
export type Post = v.InferOutput<typeof Post>;

const OfficerDevice = v.object({
  device: v.string(),
  side: Side,
  role: Role,
  simulated: v.boolean(),
  offline: v.boolean(),
});
export type OfficerDevice = v.InferOutput<typeof OfficerDevice>;

export const StatusSchema = v.object({
  ready: v.boolean(),
  people: v.object({ notReady: People, waiting: People, inTransit: People, atGate: People, received: People }),
  digests: v.number(),
  digestsCompared: v.number(),
  violations: v.number(),
  conservation: v.boolean(),
  crossing: Crossing,
  /** `now`: virtual ms. Paces: virtual seconds in a real one. */
  clock: v.object({
    now: v.number(),
    timezone: v.string(),
    pace: v.number(),
    requested: v.number(),
    measured: v.number(),
    ended: v.boolean(),
  }),
  relay: v.string(),
  officers: v.array(Post),
  devices: v.array(OfficerDevice),
  scenario: v.object({ name: v.string(), stations: v.array(Station) }),
});
export type DemoStatus = v.InferOutput<typeof StatusSchema>;

/** An invite for a person's device: its path here, and its addresses for other hosts. */
export const DemoInviteSchema = v.object({ url: v.string(), links: v.array(v.string()), secure: v.boolean() });
export type DemoInvite = v.InferOutput<typeof DemoInviteSchema>;

export const RefusalSchema = v.object({ reason: v.string(), detail: v.string() });

const Counts = v.record(v.string(), v.number());
export const SightsSchema = v.object({
  now: v.number(),
  open: v.boolean(),
  dangers: v.array(v.object({ why: v.string(), since: v.number() })),
  bank: v.array(
    v.object({
      code: v.nullable(v.string()),
      people: People,
      units: Counts,
      needs: Counts,
      since: v.number(),
      leaving: v.boolean(),
    }),
  ),
  gathering: People,
  gate: v.array(v.object({ code: v.nullable(v.string()), people: People, since: v.number() })),
  hall: v.nullable(v.object({ total: PeopleMax, unregistered: People, registered: People })),
});
export type SightsSeen = v.InferOutput<typeof SightsSchema>;

/** The station at one end. */
export function stationName(status: DemoStatus, side: "sending" | "receiving"): string {
  const id = side === "sending" ? status.crossing.from : status.crossing.to;
  return status.scenario.stations.find((one) => one.id === id)?.name ?? id;
}
