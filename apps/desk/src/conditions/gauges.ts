import { readFile, stat } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { HostError } from "@vado/host";
import type { Clock, DeskHealth, Log } from "@vado/protocol";
import * as v from "valibot";
import { logEvent } from "../events.ts";
import type { LinkDevice } from "../link-device.ts";
import { GaugesForm, readGauge, type Gauge, type Level } from "./gauge.ts";

/** Looks at the connected gauges and says in the links' logs when one of them got worse; the law then holds (S10). It never says that all is well: people look. */

/** How often, machine ms. */
const LOOK_MS = 30_000;
const TEXT_BYTES_MAX = 1024 * 1024;
const FETCH_MS = 10_000;
const WORSE: Readonly<Record<Level, number>> = { good: 0, caution: 1, stop: 2 };

type GaugeHealth = NonNullable<DeskHealth["gauges"]>[number];

export interface GaugesOptions {
  readonly gauges: readonly Gauge[];
  readonly devices: readonly LinkDevice[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads the file of `--conditions`. Throws `HostError` with one sentence. */
export function readGauges(file: string): readonly Gauge[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new HostError("conditions-bad", `${file} cannot be read as JSON. Give a file with a list "gauges".`, error);
  }
  const parsed = v.safeParse(GaugesForm, json);
  if (parsed.success) return parsed.output.gauges;
  const [issue] = parsed.issues;
  const where = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  throw new HostError(
    "conditions-bad",
    `${file}: ${where === "" ? "" : `${where}: `}${issue.message}. See the desk's SPEC.md, GA1.`,
  );
}

export class Gauges {
  readonly #options: GaugesOptions;
  readonly #standing = new Map<Gauge, GaugeHealth["standing"]>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: GaugesOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.gauges.length === 0) return;
    const look = (): void => void (this.#looking = this.#looking.then(() => this.look()));
    this.#timer = setInterval(look, LOOK_MS);
    look();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  /** One look at all of them. */
  async look(): Promise<void> {
    await Promise.all(this.#options.gauges.map((gauge) => this.#one(gauge)));
  }

  health(): readonly GaugeHealth[] {
    return this.#options.gauges.map((gauge) => ({ name: gauge.name, standing: this.#standing.get(gauge) ?? "unread" }));
  }

  async #one(gauge: Gauge): Promise<void> {
    const text = await textFrom(gauge.from).catch(() => null);
    const reading =
      text === null ? ({ fault: "unreadable" } as const) : readGauge(gauge, text, this.#options.clock.now());
    const standing = "fault" in reading ? reading.fault : reading.level;
    if (standing !== this.#standing.get(gauge)) logEvent(this.#options.log, "gauge", { reason: standing });
    this.#standing.set(gauge, standing);
    if (!("fault" in reading))
      for (const link of gauge.links) await this.#say(gauge, link, reading.level, reading.value);
  }

  /** A worse look than the one that stands; the same, or a better one, is left to people. */
  async #say(gauge: Gauge, link: string, level: Level, value: number): Promise<void> {
    const device = this.#options.devices.find(({ post }) => post.link === link);
    if (device === undefined || !device.fit) return;
    const { state, outbox } = device.client;
    const told = outbox.some(({ body }) => body.type === "conditions.checked");
    if (told || WORSE[level] <= WORSE[state.conditions?.level ?? "good"]) return;
    const note = `${gauge.name}: ${value}`;
    const said = await device.client.submit(() => ({ type: "conditions.checked", level, note }));
    if ("intent" in said) device.ring();
  }
}

/** At most a mebibyte, from a file or over HTTP; a redirect is not followed. */
async function textFrom(from: string): Promise<string> {
  if (!/^https?:\/\//.test(from)) {
    if ((await stat(from)).size > TEXT_BYTES_MAX) throw new Error("too large");
    return readFile(from, "utf8");
  }
  const answer = await fetch(from, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok || answer.body === null) throw new Error("no answer");
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > TEXT_BYTES_MAX) throw new Error("too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
