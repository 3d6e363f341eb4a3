import { serveRelay, type Served } from "@vado/host";
import { Hono } from "hono";
import { answerParent } from "../../replay/ipc.ts";

/**
 * The peer of what goes through HTTP: the same server under the same router, which reads a body and answers at once. It knows nobody,
 * checks nothing and stores nothing; whoever waits at a channel is handed the next body that is put there.
 */
const waiting = new Map<string, (body: ArrayBuffer) => void>();
let seq = 0;
let served: Served | undefined;

const app = new Hono();
app.put("/v1/channels/:channel/frames/:key", async (c) => {
  const body = await c.req.arrayBuffer();
  waiting.get(c.req.param("channel"))?.(body);
  waiting.delete(c.req.param("channel"));
  seq += 1;
  return c.json({ seq, receivedAt: Date.now() }, 201);
});
app.get("/v1/channels/:channel", async (c) => {
  const body = await new Promise<ArrayBuffer>((resolve) => waiting.set(c.req.param("channel"), resolve));
  return c.body(body);
});

answerParent({
  async start() {
    served = await serveRelay(
      { fetch: async (request) => app.fetch(request), close: async () => {} },
      { host: "127.0.0.1", port: 0 },
    );
    return { url: served.url, port: served.port };
  },
  async stop() {
    await served?.close();
  },
});
