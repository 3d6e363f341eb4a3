import type { IncomingMessage, ServerResponse } from "node:http";
import { DeviceId, HashHex, LinkId, Side } from "@vado/protocol";
import * as v from "valibot";
import { PACE_MAX } from "./conductor.ts";
import type { DemoCorridor } from "./corridor.ts";
import type { Demo } from "./demo.ts";
import { say, sayJson } from "./front/say.ts";
import { statusOf } from "./status.ts";

/** `/api/demo/…`: what the start page and the screens ask of the demo itself. Whoever comes here was let in by the front. */

/** Bytes of a request's body. */
const BODY_BYTES_MAX = 8 * 1024;

const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Head = v.strictObject({ seq: Seq, digest: HashHex });
const Post = { side: Side, role: v.picklist(["field", "duty"]) };

const BODIES = {
  /** What a person's device has; answered like a GET. */
  clock: v.strictObject({
    device: DeviceId,
    link: LinkId,
    channels: v.strictObject({ record: Head, ops: Head }),
  }),
  pace: v.strictObject({ pace: v.pipe(v.number(), v.minValue(0), v.maxValue(PACE_MAX)) }),
  invite: v.strictObject(Post),
  officer: v.strictObject({ ...Post, by: v.picklist(["simulated", "person"]) }),
  relay: v.strictObject({ up: v.boolean() }),
  network: v.strictObject({ device: DeviceId, offline: v.boolean() }),
  restart: v.strictObject({}),
} as const;

type Verb = keyof typeof BODIES;
type Asked<V extends Verb> = v.InferOutput<(typeof BODIES)[V]>;
type Doer<V extends Verb> = (
  demo: { readonly demo: Demo; readonly corridor: DemoCorridor },
  asked: Asked<V>,
  response: ServerResponse,
) => Promise<void> | void;

const DOERS: { readonly [V in Verb]: Doer<V> } = {
  clock({ corridor }, { device, channels }, response) {
    corridor.noteDigests(device, channels);
    clock(corridor, response);
  },
  pace({ corridor }, { pace }, response) {
    corridor.conductor.setPace(pace);
    done(response);
  },
  async invite({ demo }, { side, role }, response) {
    const invite = await demo.invite(side, role);
    if (invite === null) return say(response, 503, "no-desk", "The desk of this side is not running right now.");
    return sayJson(response, 201, invite);
  },
  officer({ corridor }, { side, role, by }, response) {
    if (!corridor.put(side, role, by))
      return say(response, 409, "nobody", "No device of a person has joined at this post yet.");
    return done(response);
  },
  async relay({ corridor }, { up }, response) {
    await (up ? corridor.relay.start() : corridor.relay.kill());
    done(response);
  },
  network({ demo }, { device, offline }, response) {
    demo.setOffline(device, offline);
    done(response);
  },
  async restart({ demo }, _asked, response) {
    done(response, 202);
    await demo.restart();
  },
};

export async function answerApi(
  demo: Demo,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const { corridor } = demo;
  if (request.method !== "GET" && request.method !== "POST")
    return say(response, 405, "method", "Only GET and POST.", { allow: "GET, POST" });
  if (request.method === "GET" && path === "entry") return sayJson(response, 200, demo.entry());
  if (corridor === null) return say(response, 503, "starting", "The demo is just starting.", { "retry-after": "1" });
  if (request.method === "GET") return read(corridor, response, path, query);
  if (!Object.hasOwn(BODIES, path)) return unknown(response);
  return act({ demo, corridor }, path as Verb, await bodyOf(request), response);
}

async function act<V extends Verb>(
  demo: Parameters<Doer<V>>[0],
  verb: V,
  text: string | null,
  response: ServerResponse,
): Promise<void> {
  const parsed = v.safeParse(BODIES[verb], jsonOf(text));
  if (!parsed.success) return say(response, 400, "body", `This request cannot be read: ${parsed.issues[0].message}.`);
  await DOERS[verb](demo, parsed.output as Asked<V>, response);
}

async function read(
  corridor: DemoCorridor,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  if (path === "clock") return clock(corridor, response);
  if (path === "status") return sayJson(response, 200, await statusOf(corridor, query.get("check") === "now"));
  if (path !== "sights") return unknown(response);
  const side = v.safeParse(Side, query.get("side"));
  if (!side.success) return say(response, 400, "side", "side is sending or receiving.");
  return sayJson(response, 200, corridor.sights(side.output));
}

function clock({ conductor }: DemoCorridor, response: ServerResponse): void {
  sayJson(response, 200, { ...conductor.browserTick(), now: Date.now() });
}

const done = (response: ServerResponse, status = 200): void => sayJson(response, status, {});
const unknown = (response: ServerResponse): void =>
  say(response, 404, "not-found", "There is nothing under this address.");

/** The body's text; null when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes > BODY_BYTES_MAX ? null : Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text === null || text === "" ? "{}" : text);
  } catch {
    return undefined;
  }
}
