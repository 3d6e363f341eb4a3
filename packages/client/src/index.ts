export { LinkClient } from "./client.ts";
export { firstHead, nextHead, hashHex } from "./heads.ts";
export { RefusedByRelay } from "./outbox.ts";
export * from "./types.ts";
