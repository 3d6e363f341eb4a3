import * as v from "valibot";
import { StationNameSchema } from "./desk-wire.ts";
import { ChannelId, DeviceId, HashHex, LinkId, Side } from "./ids.ts";
import { RELAY_ID } from "./relay-wire.ts";
import { RELAY_NAME } from "./request-signature.ts";

/**
 * The papers from which an agency's desk starts, as its file (JSON, mode 0600). They hold issuing keys and the channel's
 * secrets: whoever has them can admit devices in the agency's name. All bytes are base64url without padding, keys are seeds.
 */

/** Links of one desk, and unused tickets of one link in the file. */
export const DESK_LINKS_MAX = 64;
export const DESK_RELAYS_MAX = 8;
export const DESK_TICKETS_MAX = 1_000;
/** Bytes of the file. */
export const DESK_PAPERS_BYTES_MAX = 64 * 1024 * 1024;

const Bytes = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.maxLength(256 * 1024));
/** 32 bytes. */
const Key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, "not 32 bytes in base64url"));
const Signature = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/, "not 64 bytes in base64url"));
const RelayId = v.pipe(v.string(), v.regex(RELAY_ID));
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
const Address = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const Token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,128}$/));
const ChannelPapers = v.strictObject({ channel: ChannelId, outerKey: Key });

/** The desk's own device on a link. */
const ArchivePapers = v.strictObject({
  device: DeviceId,
  /** Seed of the key it signs with in the channel. */
  signatureKey: Key,
  certificate: Bytes,
  /** Bound to it; a founder needs none. */
  tickets: v.nullable(v.strictObject({ ops: Bytes, record: Bytes })),
  founding: v.nullable(v.picklist(["founder", "cofounder"])),
  /** At the relay; the desk enrols it there with the agency's account. */
  api: v.strictObject({ id: RelayId, privateKey: Key }),
});

/** What a desk holds for one link it stands on. */
export const DeskLinkPapersSchema = v.strictObject({
  link: LinkId,
  side: Side,
  stations: v.strictObject({ sending: StationNameSchema, receiving: StationNameSchema }),
  channels: v.strictObject({ ops: ChannelPapers, record: ChannelPapers }),
  /** Seconds between heartbeats until an agreement is in force. */
  heartbeatS: v.pipe(v.number(), v.minValue(0.001), v.maxValue(300)),
  /** The issuing key for this side of this link, with the root's signature under it. */
  issuer: v.strictObject({
    privateKey: Key,
    certificate: v.strictObject({ text: v.pipe(v.string(), v.maxLength(65_536)), signature: Signature }),
  }),
  /** Countersigned by the other side and not yet bound; each enrolment uses two. */
  tickets: v.pipe(v.array(Bytes), v.maxLength(DESK_TICKETS_MAX)),
  archive: ArchivePapers,
});
export type DeskLinkPapers = v.InferOutput<typeof DeskLinkPapersSchema>;

const relayAddresses = {
  /** Where this desk reaches it: `http://127.0.0.1:7210`, without a path. */
  url: Address,
  /** Where devices reach it: absolute, or a path on the desk's origin. `{device}` stands for the new device's id. */
  forDevices: Address,
};

export const DeskPapersSchema = v.strictObject({
  v: v.literal(1),
  agency: Name,
  station: StationNameSchema,
  /** IANA name. */
  timezone: Name,
  relay: v.strictObject({
    ...relayAddresses,
    /** What its operator calls it (`vado relay --name`): requests are signed for it alone. Absent where it has no name. */
    name: v.optional(v.pipe(v.string(), v.regex(RELAY_NAME))),
  }),
  /** Others that a link may be moved to; every one has a name, and admits the same account. */
  relays: v.optional(
    v.pipe(
      v.array(v.strictObject({ ...relayAddresses, name: v.pipe(v.string(), v.regex(RELAY_NAME)) })),
      v.maxLength(DESK_RELAYS_MAX),
    ),
    [],
  ),
  /**
   * Where officers reach this desk, ending in `/`: absolute (`https://desk.example/`), or a path on whatever origin they use
   * (`/sending/`). Null: at the root of its own address.
   */
  publicUrl: v.nullable(
    v.pipe(Address, v.regex(/^(https?:\/\/[^/\s]+)?\/([^\s?#]*\/)?$/, "must end in / and have no query")),
  ),
  /** The agency's account at the relay, which admits devices there. */
  account: v.strictObject({ id: RelayId, privateKey: Key }),
  charter: Bytes,
  charterId: HashHex,
  /** Handed to devices as it is (`DeviceEnrolmentSchema.clock`). */
  clock: v.nullable(Address),
  /**
   * `authorization: Bearer …` of whoever runs the desk: counts the station, and makes invites of every role. Null: only
   * officers' devices may.
   */
  operatorToken: v.nullable(Token),
  /** The same for a machine that may count the station and nothing else. */
  stationToken: v.optional(v.nullable(Token), null),
  links: v.pipe(v.array(DeskLinkPapersSchema), v.minLength(1), v.maxLength(DESK_LINKS_MAX)),
});
export type DeskPapers = v.InferOutput<typeof DeskPapersSchema>;
