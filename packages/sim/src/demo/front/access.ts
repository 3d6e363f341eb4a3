import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may use a demo. On the machine itself: everybody. From another host: a browser that came by the first-run link, which
 * expires; there is no password. What changes something must come from the demo's own pages.
 */

/** Real ms for which a first-run link opens the door. */
export const LINK_MS = 60 * 60_000;
const COOKIE = "vado-demo";
/** A link that is asked for is good for this long at least. */
const LINK_MS_MIN = LINK_MS / 2;

export class Access {
  readonly #cookie = randomBytes(32).toString("base64url");
  #keys: { readonly key: string; readonly until: number }[] = [];

  /** The key of a first-run link, and until when it is good (machine ms). A new one is made while the last is still good. */
  key(): { readonly key: string; readonly until: number } {
    const now = Date.now();
    this.#keys = this.#keys.filter(({ until }) => until > now);
    const young = this.#keys.find(({ until }) => until - now >= LINK_MS_MIN);
    if (young !== undefined) return young;
    const made = { key: randomBytes(16).toString("base64url"), until: now + LINK_MS };
    this.#keys.push(made);
    return made;
  }

  /** Whether the request may see anything at all. */
  admits(request: IncomingMessage): boolean {
    return isLocal(request) || cookiesOf(request).some((value) => equal(value, this.#cookie));
  }

  /** The header that lets a browser in which came with this key; null for a key that is unknown or over. */
  letIn(key: string, secure: boolean): string | null {
    const good = this.#keys.some((one) => one.until > Date.now() && equal(one.key, key));
    if (!good) return null;
    return `${COOKIE}=${this.#cookie}; HttpOnly; SameSite=Lax; Path=/${secure ? "; Secure" : ""}`;
  }
}

/** From this machine, and asked for under a name of this machine: no page of elsewhere can say so, whatever its name resolves to. */
export function isLocal(request: IncomingMessage): boolean {
  return isLoopback(request.socket.remoteAddress ?? "") && isLocalName(request.headers.host ?? "");
}

/** False for a request that a page of another origin made. Programs that are no browsers say nothing of either. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
}

function isLocalName(host: string): boolean {
  return /^(localhost|[a-z0-9-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}

function cookiesOf(request: IncomingMessage): string[] {
  return (request.headers.cookie ?? "").split(";").flatMap((pair) => {
    const [name, value] = pair.trim().split("=", 2);
    return name === COOKIE && value !== undefined ? [value] : [];
  });
}

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
