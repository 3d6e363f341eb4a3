import { createHmac, timingSafeEqual } from "node:crypto";
import { nodeEntropy } from "@vado/host";
import { base64url, type Vault } from "@vado/protocol";
import { readRow, row } from "./store.ts";

/**
 * The app's door: a browser that once showed a good invite carries a cookie, and only such a browser is given the app. The app
 * itself holds no secret; the door keeps curious eyes and scanners away from it, nothing more.
 */

/** A browser that comes back within this keeps its cookie. Machine time. */
const DOOR_S = 400 * 86_400;

export class Door {
  readonly #key: string;
  readonly #name: string;
  readonly #path: string;
  readonly #secure: boolean;

  private constructor(key: string, name: string, path: string, secure: boolean) {
    this.#key = key;
    this.#name = name;
    this.#path = path;
    this.#secure = secure;
  }

  /** `station` tells the cookies of two desks on one origin apart; `publicUrl` as in the papers. */
  static async open(vault: Vault, station: string, publicUrl: string | null): Promise<Door> {
    let key = await readRow<string>(vault, "door");
    if (key === undefined) {
      key = base64url(nodeEntropy.bytes(32));
      await vault.write([row("door", key)]);
    }
    const path = publicUrl === null ? "/" : new URL(publicUrl, "http://desk.invalid").pathname;
    return new Door(key, `vado-door-${station}`, path, publicUrl?.startsWith("https:") === true);
  }

  /** The `Set-Cookie` of a browser that may enter. */
  cookie(request: Request): string {
    const id = base64url(nodeEntropy.bytes(16));
    const secure = this.#secure || request.headers.get("x-forwarded-proto") === "https" ? "; Secure" : "";
    const value = `${id}.${this.#mac(id)}`;
    return `${this.#name}=${value}; Path=${this.#path}; Max-Age=${DOOR_S}; HttpOnly; SameSite=Strict${secure}`;
  }

  isOpen(request: Request): boolean {
    for (const cookie of (request.headers.get("cookie") ?? "").split("; ")) {
      const [name, value] = cookie.split("=");
      const [id, mac] = name === this.#name ? (value ?? "").split(".") : [];
      if (id === undefined || mac === undefined) continue;
      const [shown, wanted] = [Buffer.from(mac), Buffer.from(this.#mac(id))];
      if (shown.length === wanted.length && timingSafeEqual(shown, wanted)) return true;
    }
    return false;
  }

  #mac(id: string): string {
    return createHmac("sha256", this.#key).update(`vado door ${id}`).digest("base64url");
  }
}
