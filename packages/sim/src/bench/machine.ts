import { cpus, loadavg, totalmem } from "node:os";
import type { Machine } from "./types.ts";

/** This machine, by its kind only: no name of a host or a person. */
export function machine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    node: process.versions.node,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}
