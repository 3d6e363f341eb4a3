import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { HostError } from "../host-error.ts";

/** What is served: a function from request to answer that knows how to stop. */
export interface Servable {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** A listening server. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** Takes no new connections, lets what is under way end, then closes the rest after `graceMs`. */
  close(): Promise<void>;
}

/** Where to listen; port 0 takes a free one. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly graceMs?: number;
}

/** Serves over HTTP/1.1. TLS belongs in front of it. Throws `HostError` for a port that can't be had. */
export async function serveRelay(servable: Servable, options: ServeOptions): Promise<Served> {
  const { host, port, graceMs = 5_000 } = options;
  const server = createAdaptorServer({
    fetch: (request) => servable.fetch(request),
    createServer,
    // A request must be in within half a minute; an idle connection may wait for the next long poll.
    serverOptions: {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 8 * 1024,
    },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    port: taken,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await servable.close();
      // A connection falls idle a moment after its last answer, so one look is not enough.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const end = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(end);
    },
  };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): HostError {
  if (error.code === "EADDRINUSE")
    return new HostError("port-taken", `Port ${port} on ${host} is taken; choose another with --port.`, error);
  if (error.code === "EACCES")
    return new HostError("port-forbidden", `Port ${port} on ${host} needs rights this process does not have.`, error);
  return new HostError("address-unusable", `Can't listen on ${host} port ${port}.`, error);
}
