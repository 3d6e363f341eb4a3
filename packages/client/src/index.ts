export { LinkClient } from "./client.ts";
export type { TicketCheck } from "./crossing.ts";
export * from "./record/wire.ts";
export { RecordUnusable, RecordVerifier, type RecordFault, type RecordReport, type Vouched } from "./record/verify.ts";
export { firstHead, nextHead, hashHex } from "./heads.ts";
export { SILENT_MS, type Ordered } from "./removals.ts";
export { RefusedByRelay } from "./outbox.ts";
export * from "./types.ts";
export {
  createRelayCaller,
  RelayRefused,
  type RelayAnswer,
  type RelayCaller,
  type RelayWay,
  type WayFetch,
} from "./way/caller.ts";
export type { ApiDevice } from "./way/session-key.ts";
export { signedHeaders, type PlainRequest, type SignerPorts, type SigningKey } from "./way/signer.ts";
export * from "./way/transport.ts";
export * from "./way/enrol.ts";
