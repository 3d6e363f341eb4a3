export * from "./projection.ts";
export * from "./offers.ts";
