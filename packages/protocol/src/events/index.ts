import * as v from "valibot";
import { agreementEvents } from "./agreement.ts";
import { channelEvents } from "./channel.ts";
import { groupEvents } from "./group.ts";
import { safetyEvents } from "./safety.ts";
import { slotEvents } from "./slot.ts";

export * from "./agreement.ts";
export * from "./channel.ts";
export * from "./common.ts";
export * from "./group.ts";
export * from "./safety.ts";
export * from "./slot.ts";

/** Every event that can stand in an envelope's body. */
export const eventSchemas = [
  ...groupEvents,
  ...slotEvents,
  ...safetyEvents,
  ...agreementEvents,
  ...channelEvents,
] as const;

export type Body = v.InferOutput<(typeof eventSchemas)[number]>;
export type BodyType = Body["type"];
/** The body of one type: `BodyOf<"slot.granted">`. */
export type BodyOf<T extends BodyType> = Extract<Body, { type: T }>;

export const BODY_TYPES: readonly BodyType[] = eventSchemas.map((schema) => schema.entries.type.literal);

const BY_TYPE: ReadonlyMap<unknown, v.GenericSchema<unknown, Body>> = new Map(
  eventSchemas.map((schema) => [schema.entries.type.literal, schema as v.GenericSchema<unknown, Body>]),
);
const UNKNOWN_TYPE: v.GenericSchema<unknown, Body> = v.pipe(v.never("unknown event type"));

/** Any event; looks the schema up by `type`, since a variant of this many would try them one by one. */
export const Body: v.GenericSchema<unknown, Body> = v.lazy(
  (input) => BY_TYPE.get((input as { type?: unknown } | null)?.type) ?? UNKNOWN_TYPE,
);

/** Events of `ops`; every other one belongs to `record`. */
export const OPS_TYPES: ReadonlySet<BodyType> = new Set<BodyType>(["message.sent"]);
