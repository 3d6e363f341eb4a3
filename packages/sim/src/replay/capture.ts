import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Everything that passed the relay: each distinct frame body once, under its hash, and an index of deliveries. Bodies in a
 * page are base64 of bytes that came in by a PUT before, so a delivery names the hash of what it hands out.
 */
export class Capture {
  readonly #bodies: string;
  readonly #index: string;
  readonly #known: Set<string>;
  /** Hash by `channel:seq`, as served. */
  readonly #served = new Map<string, string>();
  #lines: string[] = [];
  #at = 0;

  constructor(folder: string) {
    this.#bodies = join(folder, "bodies");
    this.#index = join(folder, "deliveries.jsonl");
    mkdirSync(this.#bodies, { recursive: true });
    this.#known = new Set(readdirSync(this.#bodies));
    if (!existsSync(this.#index)) writeFileSync(this.#index, "");
  }

  at(now: number): void {
    this.#at = now;
  }

  close(): void {
    this.#flush(1);
  }

  #flush(atLeast: number): void {
    if (this.#lines.length < atLeast) return;
    appendFileSync(this.#index, `${this.#lines.join("\n")}\n`);
    this.#lines = [];
  }

  #keep(bytes: Uint8Array): string {
    const hash = createHash("sha256").update(bytes).digest("hex");
    if (!this.#known.has(hash)) {
      this.#known.add(hash);
      writeFileSync(join(this.#bodies, hash), bytes);
    }
    return hash;
  }

  /** A relay's `fetch` that is written down. */
  around(fetch: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
    return async (request) => {
      const path = new URL(request.url).pathname;
      if (request.method === "PUT" && path.includes("/frames/")) {
        const bytes = new Uint8Array(await request.clone().arrayBuffer());
        this.#lines.push(JSON.stringify({ at: this.#at, way: "in", body: this.#keep(bytes), bytes: bytes.length }));
        return this.#acknowledged(path, await fetch(request));
      }
      const response = await fetch(request);
      if (response.status !== 200 || (path !== "/v1/stream" && !path.endsWith("/groupinfo"))) return response;
      const text = await response.text();
      if (path === "/v1/stream") this.#delivered(text);
      else
        this.#lines.push(
          JSON.stringify({
            at: this.#at,
            way: "out",
            body: this.#keep(new TextEncoder().encode(text)),
            bytes: text.length,
          }),
        );
      return new Response(text, { status: response.status, headers: response.headers });
    };
  }

  /** What was promised to be stored, written down before the promise leaves. */
  async #acknowledged(path: string, response: Response): Promise<Response> {
    if (response.status >= 300) return response;
    const text = await response.text();
    const [, , , channel, , key] = path.split("/");
    this.#lines.push(
      JSON.stringify({ at: this.#at, way: "ack", channel, key, seq: (JSON.parse(text) as { seq: number }).seq }),
    );
    this.#flush(1);
    return new Response(text, { status: response.status, headers: response.headers });
  }

  #delivered(text: string): void {
    const page = JSON.parse(text) as { frames: { channel: string; seq: number; bytes: string }[] };
    for (const { channel, seq, bytes } of page.frames) {
      const name = `${channel}:${seq}`;
      const body = this.#served.get(name) ?? this.#keep(Buffer.from(bytes, "base64"));
      this.#served.set(name, body);
      this.#lines.push(JSON.stringify({ at: this.#at, way: "out", body, channel, seq }));
    }
  }
}
