export * from "./relay.ts";
export type { RelayOptions } from "./context.ts";
export type { Accounts } from "./devices.ts";
export * from "./limits.ts";
export * from "./events.ts";
export { REFUSALS, type RefusalReason } from "./refusal.ts";
export * from "./memory-store.ts";
export * from "./conformance/frame-store.ts";
