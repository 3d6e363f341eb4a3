import { Hono } from "hono";
import { adoptChannel } from "./adopt.ts";
import { appendFrame, json, storeResponse } from "./append.ts";
import { createAuthenticator } from "./authenticate.ts";
import type { RelayContext, RelayOptions } from "./context.ts";
import { createDevices } from "./devices.ts";
import { enrolDevice, openSession } from "./enrol.ts";
import { logEvent } from "./events.ts";
import { readGroupInfos } from "./group-info.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { createNonces } from "./nonces.ts";
import { createNotifier } from "./notifier.ts";
import { createBuckets } from "./rate.ts";
import { isRefusal, refusalResponse, refuse, type Refusal } from "./refusal.ts";
import { createSessions } from "./sessions.ts";
import { createStreams } from "./stream.ts";
import { createTail } from "./tail.ts";

/** A relay: a function from request to answer, for a server or for a simulator to call. */
export interface Relay {
  fetch(request: Request): Promise<Response>;
  /** Requests being worked on now, long polls that wait included. */
  readonly busy: number;
  /** Ends all waiting, refuses what comes, resolves once nothing is under way. The store stays open: it is its owner's. */
  close(): Promise<void>;
}

/** Puts a relay together; it holds nothing durable itself. */
export function createRelay(options: RelayOptions): Relay {
  const { context, stop } = createContext(options);
  const app = routes(context);
  let busy = 0;
  let idle: (() => void) | undefined;

  async function fetch(request: Request): Promise<Response> {
    busy += 1;
    try {
      return context.stopping.aborted ? answer(context, refuse("stopping")) : await app.fetch(request);
    } finally {
      busy -= 1;
      if (busy === 0) idle?.();
    }
  }

  return {
    fetch,
    get busy() {
      return busy;
    },
    async close() {
      if (!context.stopping.aborted) logEvent(context.log, "stopping", { streams: busy });
      stop();
      if (busy > 0) await new Promise<void>((resolve) => (idle = resolve));
      logEvent(context.log, "stopped", {});
    },
  };
}

function createContext(options: RelayOptions): { context: RelayContext; stop: () => void } {
  const { store, clock, crypto, entropy, log, sleep, accounts } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bucket = (perSecond: number, burst: number) => createBuckets(clock, perSecond, burst, limits.bucketsMax);
  const devices = createDevices(
    store,
    accounts,
    bucket(limits.lookupsPerSecond, limits.lookupsBurst),
    limits.devicesCachedMax,
  );
  const sessions = createSessions(crypto, entropy, limits.deviceSessionsMax, limits.sessionLifetimeMs);
  // Twice the window: a request may be dated one window ahead and stays valid for one more.
  const nonces = createNonces(2 * limits.createdWindowMs, limits.noncesMax);
  const stopper = new AbortController();
  const context: RelayContext = {
    store,
    sleep,
    log,
    limits,
    soleWriter: options.soleWriter ?? true,
    authenticator: createAuthenticator({
      clock,
      crypto,
      devices,
      accounts,
      sessions,
      nonces,
      limits,
      name: options.name,
    }),
    devices,
    sessions,
    notifier: createNotifier(),
    tail: createTail(limits.tailFramesMax, limits.tailBytesMax),
    metrics: createMetrics(),
    frameRate: bucket(limits.deviceFramesPerSecond, limits.deviceFramesBurst),
    channelRate: bucket(limits.channelFramesPerSecond, limits.channelFramesBurst),
    readRate: bucket(limits.deviceReadsPerSecond, limits.deviceReadsBurst),
    accountRate: bucket(limits.accountEnrolmentsPerSecond, limits.accountEnrolmentsBurst),
    stopping: stopper.signal,
  };
  return { context, stop: () => stopper.abort() };
}

function routes(context: RelayContext): Hono {
  const app = new Hono();
  const stream = createStreams(context);
  app.put("/v1/channels/:channel/frames/:key", async (c) => {
    const outcome = await appendFrame(context, c.req.raw, c.req.param("channel"), c.req.param("key"));
    return isRefusal(outcome) ? answer(context, outcome) : storeResponse(outcome);
  });
  app.get("/v1/stream", async (c) => answer(context, await stream(c.req.raw)));
  app.get("/v1/channels/:channel/groupinfo", async (c) =>
    answer(context, await readGroupInfos(context, c.req.raw, c.req.param("channel"))),
  );
  app.post("/v1/channels/:channel/adopt", async (c) =>
    answer(context, await adoptChannel(context, c.req.raw, c.req.param("channel"))),
  );
  app.post("/v1/session", async (c) => answer(context, await openSession(context, c.req.raw)));
  app.put("/v1/devices/:id", async (c) => answer(context, await enrolDevice(context, c.req.raw, c.req.param("id"))));
  app.get("/v1/health", () => json(200, `{"status":"ok"}`));
  app.get("/metrics", async () => {
    return new Response(await context.metrics.text(), { headers: { "content-type": context.metrics.contentType } });
  });
  app.notFound(() => answer(context, refuse("no-such-route")));
  app.onError((error) => {
    logEvent(context.log, "internal-fault", { name: error.name });
    return answer(context, refuse("internal"));
  });
  return app;
}

function answer(context: RelayContext, outcome: Response | Refusal): Response {
  if (!isRefusal(outcome)) return outcome;
  context.metrics.refusals.inc({ reason: outcome.refused });
  return refusalResponse(outcome);
}
