import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BODY_BYTES_MAX } from "../src/demo/front/forward.ts";
import { Front } from "../src/demo/front/front.ts";
import { sayJson } from "../src/demo/front/say.ts";

const folder = mkdtempSync(join(tmpdir(), "vado-front-"));
const web = join(folder, "dist");
const offline = new Set<string>();
let child: Server;
let front: Front;
let gone = 0;
let relayUp = true;

/** A child that says what it was asked; `/v1/wait` never answers. */
function echo(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === "/v1/wait") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": here\n\n");
    request.socket.once("close", () => gone++);
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const said = {
      url: request.url,
      method: request.method,
      headers: request.headers,
      bytes: Buffer.concat(chunks).length,
    };
    response.writeHead(200, { "content-type": "application/json", connection: "close", "x-mine": "1" });
    response.end(JSON.stringify(said));
  });
}

beforeAll(async () => {
  mkdirSync(join(web, "assets"), { recursive: true });
  writeFileSync(join(web, "demo.html"), "<!doctype html><title>start</title>");
  writeFileSync(join(web, "assets", "a-1234.js"), `const long = "${"x".repeat(2_000)}";`);
  writeFileSync(join(folder, "secret.txt"), "secret");
  child = createServer(echo);
  await new Promise<void>((resolve) => child.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(child.address() as AddressInfo).port}`;
  front = new Front(
    { host: "127.0.0.1", port: 0, web },
    {
      relay: () => (relayUp ? url : null),
      board: () => null,
      desk: (side) => (side === "sending" ? url : null),
      isOffline: (device) => offline.has(device),
      api: async (_request, response, path) => sayJson(response, 200, { path }),
    },
  );
  await front.listen();
});

afterAll(async () => {
  await front.close();
  child.closeAllConnections();
  child.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** A request as it stands, with the headers named: `fetch` would mend the path and refuse some headers. */
function get(path: string, headers: Record<string, string> = {}, method = "GET", body?: Buffer): Promise<Said> {
  return new Promise((resolve, reject) => {
    const request = ask({ host: "127.0.0.1", port: front.port, path, method, headers }, (answer) => {
      let text = "";
      answer.on("data", (data) => (text += String(data)));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("the demo's door", () => {
  test("F1 leads to the start page, desks and relay, with their prefixes taken off", async () => {
    expect((await get("/")).text).toContain("start");
    expect(JSON.parse((await get("/sending/api/health?x=1")).text)).toMatchObject({ url: "/api/health?x=1" });
    expect(JSON.parse((await get("/relay/v1/health")).text)).toMatchObject({ url: "/v1/health" });
    expect(JSON.parse((await get("/relay/MAT-BRO.sending.field/v1/stream?c=1")).text)).toMatchObject({
      url: "/v1/stream?c=1",
    });
    expect(await get("/sending")).toMatchObject({ status: 308, headers: { location: "/sending/" } });
    expect((await get("/relay/other")).status).toBe(404);
    expect(JSON.parse((await get("/api/demo/status")).text)).toEqual({ path: "status" });
  });

  test("F1 passes on what belongs to the ends and nothing that belongs to the hop", async () => {
    const said = await get("/sending/x", {
      "proxy-authorization": "a",
      connection: "x-hop",
      "x-hop": "1",
      "x-keep": "1",
      "x-forwarded-proto": "https",
    });
    const { headers } = JSON.parse(said.text) as { headers: Record<string, string> };
    expect(headers).toMatchObject({ "x-keep": "1", "x-forwarded-proto": "http" });
    expect(headers["x-hop"]).toBeUndefined();
    expect(headers["proxy-authorization"]).toBeUndefined();
    expect(said.headers["x-mine"]).toBe("1");
  });

  test("F2 says in a sentence what is away", async () => {
    const desk = await get("/receiving/");
    expect(desk.status).toBe(503);
    expect(JSON.parse(desk.text)).toMatchObject({ reason: "away" });
    expect((await get("/board/")).status).toBe(503);
    relayUp = false;
    expect((await get("/relay/v1/health")).status).toBe(503);
    relayUp = true;
  });

  test("F3 bounds what is sent in, announced or not", async () => {
    const most = Buffer.alloc(BODY_BYTES_MAX);
    expect(JSON.parse((await get("/sending/x", {}, "PUT", most)).text)).toMatchObject({ bytes: BODY_BYTES_MAX });
    const over = Buffer.alloc(BODY_BYTES_MAX + 1);
    await expect(get("/sending/x", {}, "PUT", over).then(({ status }) => status)).resolves.toBe(413);
    const unannounced = get("/sending/x", { "transfer-encoding": "chunked" }, "PUT", over);
    await expect(unannounced.then(({ status }) => status)).resolves.toBe(413);
  });

  test("F4 streams, and calls off at the child what the browser called off", async () => {
    const caller = new AbortController();
    expect(gone).toBe(0);
    const answer = await fetch(`http://127.0.0.1:${front.port}/relay/v1/wait`, { signal: caller.signal });
    for await (const first of answer.body as unknown as AsyncIterable<Uint8Array>) {
      expect(new TextDecoder().decode(first)).toContain("here");
      break;
    }
    caller.abort();
    await sleep(100);
    expect(gone).toBe(1);
  });

  test("F5 a phone whose network is cut gets no answer, not even to what it had asked before", async () => {
    const url = `http://127.0.0.1:${front.port}/relay/phone-1/v1`;
    const open = await fetch(`${url}/wait`);
    const waiting = open.text();
    offline.add("phone-1");
    front.cut("phone-1");
    await expect(waiting).rejects.toThrow();
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    expect((await fetch(`${url.replace("phone-1", "phone-2")}/health`)).status).toBe(200);
    offline.delete("phone-1");
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("F6 hands out built files and nothing else", async () => {
    const file = await get("/assets/a-1234.js", { "accept-encoding": "gzip" });
    expect(file.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "text/javascript; charset=utf-8",
    });
    expect(file.headers["cache-control"]).toContain("immutable");
    expect((await get("/assets/a-1234.js", { "if-none-match": String(file.headers.etag) })).status).toBe(304);
    for (const path of [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "//secret.txt",
    ])
      expect((await get(path)).text, path).not.toContain("secret\n");
    for (const path of ["/../secret.txt", "/assets/../../secret.txt"]) expect((await get(path)).status, path).toBe(404);
    expect((await get("/demo.html", {}, "DELETE")).status).toBe(405);
  });

  test("F7 who comes under a strange name needs the first-run link, wherever that name leads", async () => {
    const strange = { host: "vado.example:8787" };
    for (const path of ["/", "/api/demo/status", "/sending/", "/relay/v1/health", "/assets/a-1234.js"])
      expect((await get(path, strange)).status, path).toBe(401);
    const { key } = front.access.key();
    expect(front.access.key().key).toBe(key);
    expect((await get("/?key=0123456789012345678901", strange)).status).toBe(403);
    const entered = await get(`/?key=${key}&to=/sending/enter/x`, strange);
    expect(entered).toMatchObject({ status: 303, headers: { location: "/sending/enter/x" } });
    const [cookie = ""] = entered.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax; Path=\/$/);
    const admitted = { ...strange, cookie: cookie.split(";")[0] ?? "" };
    expect((await get("/api/demo/status", admitted)).status).toBe(200);
    for (const to of ["//evil.example", "https://evil.example", "/\\evil.example"])
      expect((await get(`/?key=${key}&to=${encodeURIComponent(to)}`, strange)).headers.location, to).toBe("/");
  });

  test("F8 only the demo's own pages change something", async () => {
    const post = (headers: Record<string, string>) =>
      get("/api/demo/pace", headers, "POST").then(({ status }) => status);
    const own = `http://127.0.0.1:${front.port}`;
    expect(await post({})).toBe(200);
    expect(await post({ origin: own })).toBe(200);
    expect(await post({ "sec-fetch-site": "same-origin", origin: "null" })).toBe(200);
    expect(await post({ origin: "https://evil.example" })).toBe(403);
    expect(await post({ origin: "null" })).toBe(403);
    expect(await post({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await post({ "sec-fetch-site": "same-site", origin: own })).toBe(403);
  });

  test("F9 a request that is none is refused and does no harm", async () => {
    const socket = connect(front.port, "127.0.0.1");
    socket.write("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const said = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
    socket.destroy();
    expect(said).toContain("400");
    expect((await get("/")).status).toBe(200);
  });

  test("F10 a port that is taken is one sentence", async () => {
    const second = new Front({ host: "127.0.0.1", port: front.port, web }, {} as never);
    await expect(second.listen()).rejects.toThrow(/is taken; choose another: PORT=/);
  });
});
