import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Everything a relay counts: a closed list, no label that names a device, an account or a channel. */
export interface Metrics {
  readonly appends: Counter<"answer">;
  readonly refusals: Counter<"reason">;
  readonly appendSeconds: Histogram;
  readonly framesOut: Counter;
  readonly bytesIn: Counter;
  readonly streams: Gauge;
  readonly storeFailures: Counter;
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** One registry per relay: several may run in one process, in a simulation. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    appends: new Counter({
      name: "vado_relay_appends_total",
      help: "Appends by answer.",
      labelNames: ["answer"],
      registers,
    }),
    refusals: new Counter({
      name: "vado_relay_refusals_total",
      help: "Refused requests by reason.",
      labelNames: ["reason"],
      registers,
    }),
    appendSeconds: new Histogram({
      name: "vado_relay_append_seconds",
      help: "From an append's arrival to its durable answer.",
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    framesOut: new Counter({ name: "vado_relay_frames_out_total", help: "Frames handed out.", registers }),
    bytesIn: new Counter({ name: "vado_relay_bytes_in_total", help: "Bytes of stored frames.", registers }),
    streams: new Gauge({ name: "vado_relay_streams", help: "Open streams and long polls.", registers }),
    storeFailures: new Counter({ name: "vado_relay_store_failures_total", help: "Failed store calls.", registers }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
