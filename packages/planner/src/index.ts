export * from "./projection.ts";
export * from "./offers.ts";
export { ONWARD_TRUST_MS, onwardRoom } from "./onward.ts";
export * from "./packing.ts";
export { commitments, inboundLink } from "./inbound.ts";
export * from "./desk.ts";
export * from "./reason.ts";
export * from "./wait.ts";
export * from "./figures.ts";
