import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { HostError } from "@vado/host";
import type { Side } from "@vado/protocol";
import { Access, isSameOrigin } from "./access.ts";
import { Files } from "./files.ts";
import { forward } from "./forward.ts";
import { say, sayPage } from "./say.ts";

/** The one door of a demo: start page, desks, relay and board under one origin. */

export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the built web app. */
  readonly web: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** What stands behind the door. Addresses are null while a child is away. */
export interface Behind {
  relay(): string | null;
  board(): string | null;
  desk(side: Side): string | null;
  /** Whether the network of this device is cut. */
  isOffline(device: string): boolean;
  /** Answers what is under `/api/demo/`; `path` is what comes after. */
  api(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<void>;
}

/** The relay, with the device named in front so that its network can be cut. */
const DEVICE_RELAY = /^\/relay\/([A-Za-z0-9._:-]{1,64})(\/v1\/.*)$/;
const PLAIN_RELAY = /^\/relay(\/v1\/.*)$/;

export class Front {
  readonly access = new Access();
  readonly #behind: Behind;
  readonly #files: Files;
  readonly #server: Server;
  readonly #options: FrontOptions;
  /** Requests of devices to the relay that are under way, by device. */
  readonly #calls = new Map<string, Set<ServerResponse>>();

  constructor(options: FrontOptions, behind: Behind) {
    this.#options = options;
    this.#behind = behind;
    this.#files = new Files(options.web);
    const listener: RequestListener = (request, response) => {
      this.#answer(request, response).catch(() => {
        say(response, 500, "fault", "Something went wrong inside; the terminal says more.");
      });
    };
    // A long poll waits for up to a minute; a request's own bytes must be in within half a minute.
    const limits = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 };
    this.#server =
      options.tls === undefined
        ? createServer(limits, listener)
        : createSecureServer(
            { ...limits, cert: options.tls.cert, key: options.tls.key, minVersion: "TLSv1.2" },
            listener,
          );
  }

  get secure(): boolean {
    return this.#options.tls !== undefined;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Throws `HostError` when the port cannot be had. */
  async listen(): Promise<void> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
      this.#server.listen(port, host, resolve);
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Ends what a device has under way at the relay: its network is gone. */
  cut(device: string): void {
    for (const response of this.#calls.get(device) ?? []) response.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? "/", "http://front");
    if (url === null || !(request.url ?? "").startsWith("/"))
      return say(response, 400, "address", "This address cannot be read.");
    const { pathname, search, searchParams } = url;
    if (pathname === "/" && searchParams.has("key")) return this.#enter(response, searchParams);
    if (!this.access.admits(request)) return refused(response);
    const desk = /^\/(sending|receiving)(\/.*)?$/.exec(pathname);
    if (desk !== null) return this.#toDesk(request, response, desk[1] as Side, desk[2], search);
    if (pathname.startsWith("/relay/")) return this.#toRelay(request, response, pathname, search);
    if (pathname === "/board") return moved(response, `/board/${search}`);
    if (pathname.startsWith("/board/"))
      return forward(request, response, {
        url: this.#behind.board(),
        path: pathname.slice("/board".length) + search,
        name: "board",
      });
    if (pathname.startsWith("/api/demo/")) return this.#toApi(request, response, pathname, searchParams);
    return this.#files.serve(request, response, pathname);
  }

  async #toApi(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: URLSearchParams,
  ): Promise<void> {
    const reads = request.method === "GET" || request.method === "HEAD";
    if (!reads && !isSameOrigin(request))
      return say(response, 403, "other-origin", "Only the demo's own pages may change something here.");
    return this.#behind.api(request, response, pathname.slice("/api/demo/".length), query);
  }

  #toDesk(
    request: IncomingMessage,
    response: ServerResponse,
    side: Side,
    path: string | undefined,
    search: string,
  ): void {
    if (path === undefined) return moved(response, `/${side}/${search}`);
    forward(request, response, { url: this.#behind.desk(side), path: path + search, name: `desk of the ${side} side` });
  }

  #toRelay(request: IncomingMessage, response: ServerResponse, pathname: string, search: string): void {
    const [, device, ofDevice] = DEVICE_RELAY.exec(pathname) ?? [];
    const path = ofDevice ?? PLAIN_RELAY.exec(pathname)?.[1];
    if (path === undefined) return say(response, 404, "not-found", "There is nothing under this address.");
    if (device !== undefined) {
      // No answer at all: what a phone without a network sees.
      if (this.#behind.isOffline(device)) return void request.socket.destroy();
      const calls = this.#calls.get(device) ?? new Set();
      this.#calls.set(device, calls.add(response));
      response.once("close", () => calls.delete(response));
    }
    forward(request, response, { url: this.#behind.relay(), path: path + search, name: "relay" });
  }

  /** A first-run link: the browser gets a cookie and goes on to where the link leads, on this origin only. */
  #enter(response: ServerResponse, query: URLSearchParams): void {
    const cookie = this.access.letIn(query.get("key") ?? "", this.secure);
    if (cookie === null)
      return sayPage(response, 403, [
        "Este enlace ya no sirve. En el equipo donde corre la demostración hay uno nuevo.",
        "This link is no longer good. There is a new one on the machine where the demo runs.",
      ]);
    const to = query.get("to") ?? "/";
    response.writeHead(303, {
      location: /^\/(?![/\\])/.test(to) ? to : "/",
      "set-cookie": cookie,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    response.end();
  }
}

function refused(response: ServerResponse): void {
  sayPage(response, 401, [
    "Esta demostración se abre con el enlace o el código QR que muestra el equipo donde corre.",
    "This demo opens with the link or QR code shown on the machine where it runs.",
  ]);
}

function moved(response: ServerResponse, location: string): void {
  response.writeHead(308, { location }).end();
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): HostError {
  if (error.code === "EADDRINUSE")
    return new HostError("port-taken", `Port ${port} is taken; choose another: PORT=${port + 1} npm start`, error);
  if (error.code === "EACCES")
    return new HostError("port-forbidden", `Port ${port} needs rights this process does not have.`, error);
  return new HostError("address-unusable", `Can't listen on ${host} port ${port}.`, error);
}
