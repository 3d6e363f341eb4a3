import * as v from "valibot";
import { ChannelId, DeviceId, HashHex, LinkId, Role, Side, StationId } from "./ids.ts";
import { Terms } from "./events/agreement.ts";
import { PLACES_MAX } from "./limits.ts";
import { RELAY_ID } from "./relay-wire.ts";
import { RELAY_NAME } from "./request-signature.ts";

/**
 * What an agency's desk and its own officers' devices say to each other, version 1. Paths are relative to where the desk is
 * served, with no leading slash, so that a desk can stand behind any prefix. Requests marked *signed* carry the signature of
 * `request-signature.ts` by the device's API key; the path that is signed is the one below after a single slash, whatever the
 * prefix. A machine of the agency sends `authorization: Bearer …` instead (`DeskPapersSchema`).
 */

/** `GET enter/:token`: opens the app's door for this browser and goes on to `./#invite=:token`. */
export const enterPath = (token: string): string => `enter/${token}`;
/** `GET api/invites/:token` → `InviteSchema`. */
export const invitePath = (token: string): string => `api/invites/${token}`;
/** `POST api/enrol`, body `EnrolRequestSchema` → `DeviceEnrolmentSchema`. Uses the invite up. */
export const ENROL_PATH = "api/enrol";
/**
 * *Signed*, duty or supervisor: `POST api/invites`, body `InviteRequestSchema` → `InviteMadeSchema`. A duty officer invites
 * field, duty and planner to the own link; a supervisor also supervisors, and to every link of the desk.
 */
export const INVITES_PATH = "api/invites";
/**
 * *Signed*, any officer: `POST api/rejoin`, body `{}` → `InviteMadeSchema`: for the own link, side and role, to come back under another name after
 * lost or restored state. The device that asks is taken out.
 */
export const REJOIN_PATH = "api/rejoin";
/**
 * *Signed*, any officer: `GET api/station` → `StationFiguresSchema`: the last count, and who was received since (404 before the
 * first). Duty or supervisor: `PUT api/station`, a new count of now.
 */
export const STATION_PATH = "api/station";
/**
 * *Signed*, duty or supervisor: `GET api/devices` → `DevicesSchema`, those of the own agency and side; a duty officer sees the own link.
 * `POST api/removals`, body `RemovalRequestSchema` → 202: takes a device out, nobody above the own role. `POST api/revocations`, body
 * `RevocationRequestSchema` → 202: hands in what a root has signed.
 */
export const DEVICES_PATH = "api/devices";
export const REMOVALS_PATH = "api/removals";
export const REVOCATIONS_PATH = "api/revocations";
/**
 * *Signed*, supervisors and the operator: `GET api/record?link=L&after=SEQ` → a page of the link's record with all that proves it (`RecordPage` of `client`); 404 while
 * the desk has not joined.
 */
export const RECORD_PATH = "api/record";
/** *Signed*, any officer or the operator: `GET api/relays` → `RelaysKnownSchema`, the relays with a name that the desk knows. */
export const RELAYS_PATH = "api/relays";
/**
 * *Signed*, duty, supervisor or planner: `GET api/chain` → `StationChainSchema`: the station of the desk and its links with their terms, for the chain
 * check before a signature; 404 before the first count of the station.
 */
export const CHAIN_PATH = "api/chain";
/** The operator: `POST api/moves`, body `MoveRequestSchema` → 202: this side's word that a link goes on at another relay (client K130). */
export const MOVES_PATH = "api/moves";
/** `GET api/health` → `DeskHealthSchema`. */
export const HEALTH_PATH = "api/health";

/** An invite's token: 16 random bytes. */
export const INVITE_TOKEN = /^[A-Za-z0-9_-]{22}$/;

const b64url = (length: number) => v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.length(length));
/** 32 bytes. */
const Key = b64url(43);
const Bytes = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.maxLength(256 * 1024));
const Millis = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(120));

export const StationNameSchema = v.strictObject({ id: StationId, name: Name });

/** For whom an invite is good. */
export const InviteSchema = v.strictObject({
  link: LinkId,
  side: Side,
  role: Role,
  agency: Name,
  stations: v.strictObject({ sending: StationNameSchema, receiving: StationNameSchema }),
  expiresAt: Millis,
  /** Whether a browser must seal what it keeps under a lock of its person; only a demo's desk leaves it open. */
  lock: v.picklist(["required", "offered"]),
});
export type Invite = v.InferOutput<typeof InviteSchema>;

export const InviteRequestSchema = v.strictObject({ link: LinkId, role: Role });
/** `url`: absolute where the desk knows its public address, else relative to the desk. */
export const InviteMadeSchema = v.strictObject({
  token: v.pipe(v.string(), v.regex(INVITE_TOKEN)),
  url: v.string(),
  expiresAt: Millis,
});

/** `expected`: enrolled, and not in the link's group yet. `heardAt`: ordering time of the last that came from it, ms. */
const DeskDeviceSchema = v.strictObject({
  link: LinkId,
  side: Side,
  device: DeviceId,
  role: Role,
  standing: v.picklist(["member", "expected", "out"]),
  heardAt: v.nullable(Millis),
  /** base64url of the key it signs with in the link; null while it is not a member. What a root's revocation names. */
  signatureKey: v.nullable(Key),
});
export type DeskDevice = v.InferInput<typeof DeskDeviceSchema>;
export const DevicesSchema = v.strictObject({
  devices: v.array(DeskDeviceSchema),
  /** Devices that can still be enrolled with the tickets at hand, on each link that is shown. */
  admissions: v.array(v.strictObject({ link: LinkId, left: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
});
export const RelaysKnownSchema = v.strictObject({
  relays: v.array(
    v.strictObject({ name: v.pipe(v.string(), v.regex(RELAY_NAME)), address: v.pipe(v.string(), v.maxLength(300)) }),
  ),
});
export type RelaysKnown = v.InferOutput<typeof RelaysKnownSchema>;
export const MoveRequestSchema = v.strictObject({ link: LinkId, relay: v.pipe(v.string(), v.regex(RELAY_NAME)) });

export const RemovalRequestSchema = v.strictObject({ device: DeviceId });
/** `revocation`: base64url of the signed paper. */
export const RevocationRequestSchema = v.strictObject({ revocation: v.pipe(Bytes, v.maxLength(3 * 1024)) });

/** The two public keys the device made for itself: of its signatures in the channel, and of its requests. base64url. */
export const EnrolRequestSchema = v.strictObject({
  token: v.pipe(v.string(), v.regex(INVITE_TOKEN)),
  signatureKey: Key,
  apiKey: Key,
});
export type EnrolRequest = v.InferOutput<typeof EnrolRequestSchema>;

const ChannelGrant = v.strictObject({ channel: ChannelId, outerKey: Key });

/** Everything a device needs to join its link. Holds secrets of the channel: never logged. Bytes are base64url. */
export const DeviceEnrolmentSchema = v.strictObject({
  device: DeviceId,
  link: LinkId,
  side: Side,
  role: Role,
  agency: Name,
  stations: v.strictObject({ sending: StationNameSchema, receiving: StationNameSchema }),
  /** IANA name, for showing times. */
  timezone: Name,
  charterId: HashHex,
  charter: Bytes,
  channels: v.strictObject({ ops: ChannelGrant, record: ChannelGrant }),
  certificate: Bytes,
  tickets: v.strictObject({ ops: Bytes, record: Bytes }),
  /** The device's id at the relay. */
  api: v.pipe(v.string(), v.regex(RELAY_ID)),
  /** Address of the relay: absolute, or a path on the desk's origin. */
  relay: v.pipe(v.string(), v.maxLength(300)),
  /** The relay's name, which requests are signed for; absent where it has none. */
  relayName: v.optional(v.pipe(v.string(), v.regex(RELAY_NAME))),
  heartbeatS: v.pipe(v.number(), v.minValue(0.001), v.maxValue(300)),
  /** Where to ask for `TickSchema` when time is not the machine's (a demo), as a path on the desk's origin; else null. */
  clock: v.nullable(v.pipe(v.string(), v.maxLength(300))),
});
export type DeviceEnrolment = v.InferOutput<typeof DeviceEnrolmentSchema>;

const People = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(PLACES_MAX));
const PerHour = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(PLACES_MAX));

/** A station as its agency counts it. People; rates in people per hour. */
export const StationFiguresSchema = v.strictObject({
  station: StationId,
  /** Places, or null without a limit. */
  total: v.nullable(People),
  /** Inside and not yet registered; registered and not yet gone. */
  unregistered: People,
  registered: People,
  /** Null: registered at once. */
  intakePerHour: v.nullable(PerHour),
  outflowPerHour: PerHour,
  /** Whether the station is open now. */
  open: v.boolean(),
});
export type StationFigures = v.InferOutput<typeof StationFiguresSchema>;

/** The answer at `DeviceEnrolment.clock`; `now`: the server's machine time as it answered, so that a browser can find its own offset. */
export const TickSchema = v.strictObject({
  virtual: v.number(),
  real: v.number(),
  pace: v.number(),
  limit: v.number(),
  now: v.number(),
});

/** How a desk fares: for whoever watches over it, without secrets. */
export const DeskHealthSchema = v.strictObject({
  /** *degraded*: something below calls for somebody. */
  status: v.picklist(["ok", "degraded"]),
  /** Whether the station was counted, and lately enough for offers to be made on it. */
  count: v.picklist(["none", "fresh", "stale"]),
  /** The connected gauges, and what each last said; *old* and *unreadable* say nothing of the conditions. */
  gauges: v.exactOptional(
    v.array(
      v.strictObject({
        name: v.string(),
        standing: v.picklist(["unread", "good", "caution", "stop", "old", "unreadable"]),
      }),
    ),
  ),
  links: v.array(
    v.strictObject({
      link: LinkId,
      /** At the relay now. */
      connected: v.boolean(),
      /** A member whose log both sides confirm. */
      confirmed: v.boolean(),
      /** The relay where the link is, by name; null: the desk's first. `moving`: not all of it has been brought there yet, and the one before is still needed. */
      relay: v.nullable(v.pipe(v.string(), v.regex(RELAY_NAME))),
      moving: v.boolean(),
      /** Two devices were told different logs. */
      fork: v.boolean(),
      /** Devices that can still be enrolled with the tickets at hand. */
      enrolmentsLeft: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      /** When the issuing key expires. */
      papersUntil: Millis,
    }),
  ),
});
export type DeskHealth = v.InferOutput<typeof DeskHealthSchema>;

/** A refusal by the desk: a reason for machines, a sentence for people; `now` (ms) where the caller's clock was the fault. */
export const DeskRefusalSchema = v.strictObject({ reason: v.string(), detail: v.string(), now: v.optional(Millis) });

/** One link of a desk's station as the desk knows it: what it may carry, and who wants to come. */
const ChainLinkSchema = v.strictObject({
  link: LinkId,
  side: Side,
  /** The station at its other end. */
  neighbour: StationId,
  terms: v.nullable(Terms),
  /** People who wait to go on it, and who were opened for it in the last day. */
  waiting: People,
  cameLastDay: People,
});
export const StationChainSchema = v.strictObject({
  station: StationFiguresSchema,
  links: v.array(ChainLinkSchema),
});
export type StationChain = v.InferOutput<typeof StationChainSchema>;
