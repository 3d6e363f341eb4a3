export * from "./ports.ts";
export * from "./limits.ts";
export * from "./ids.ts";
export * from "./events/index.ts";
export * from "./envelope.ts";
export * from "./relay-wire.ts";
export * from "./request-signature.ts";
