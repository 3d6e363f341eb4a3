import { connect } from "node:net";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { silentLog, systemWaitableClock } from "@vado/host";
import { DeskRefusalSchema, InviteSchema } from "@vado/protocol";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf } from "./corridor.ts";
import { invite } from "./phone.ts";

/** What a desk shows to whom. There is no relay: a desk serves its officers all the same. */

let desk: Desk;
let first = "";
beforeAll(async () => {
  desk = await startDesk({
    papers: await papersOf(await found(), "sending", "http://127.0.0.1:9", { publicUrl: "/sending/" }),
    data: join(freshFolder(), "data"),
    host: "127.0.0.1",
    port: 0,
    web: builtApp(),
    clock: systemWaitableClock,
    publish: null,
    log: silentLog,
  });
  first = desk.firstInvites[0]?.url ?? "";
});
afterAll(() => desk.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${desk.url}/${path}`, { redirect: "manual", headers });
const enter = async (): Promise<string> => ((await get(first)).headers.get("set-cookie") ?? "").split(";")[0] ?? "";

/** The path as it is: `fetch` would tidy it. */
function raw(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(desk.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
    socket.end(`GET ${path} HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n\r\n`);
  });
}

describe("the app's door (DD)", () => {
  it("DD1 a browser without an invite is told, in two languages and without script, whom to ask", async () => {
    for (const path of ["", "index.html", "assets/main-AbCdEf12.js", "assets/plain.css"]) {
      const answer = await get(path);
      const text = await answer.text();
      expect(answer.status).toBe(403);
      expect(text).toContain('lang="es"');
      expect(text).toContain("Ask for an invite");
      expect(text).not.toContain("<script");
      const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? "";
      const hash = createHash("sha256").update(style).digest("base64");
      expect(answer.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
    }
  });

  it("DD2 an invite opens the door with a cookie for the desk's own path, and goes on to the app with the invite", async () => {
    expect(first).toMatch(/^enter\/[A-Za-z0-9_-]{22}$/);
    const token = first.slice(6);
    const answer = await get(first);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^vado-door-NOR=[^;]+; Path=\/sending\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    expect(await answer.text()).toContain(`content="0;url=../#invite=${token}"`);
    expect((await get(first, { "x-forwarded-proto": "https" })).headers.get("set-cookie")).toMatch(/; Secure$/);
    const cookie = await enter();
    const app = await get("", { cookie: `other=1; ${cookie}` });
    expect([app.status, await app.text()]).toEqual([200, expect.stringContaining("<title>app</title>")]);
    const [id, mac] = cookie.slice("vado-door-NOR=".length).split(".");
    for (const forged of [`vado-door-NOR=${id}`, `vado-door-NOR=x${id}.${mac}`, `vado-door-SUR=${id}.${mac}`])
      expect((await get("", { cookie: forged })).status).toBe(403);
  });

  it("DD3 an invite that is not known opens nothing, and does not say why", async () => {
    for (const token of ["AAAAAAAAAAAAAAAAAAAAAA", "short", "..%2f..%2fx"]) {
      const answer = await get(`enter/${token}`);
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
      expect(await answer.text()).toContain("This invite is no longer good");
    }
    expect((await get("enter/AAAAAAAAAAAAAAAAAAAAAA", { cookie: await enter() })).status).toBe(200);
  });

  it("DD4 manifest, icons and service worker are free; nothing else of the folder is there for anybody", async () => {
    const cookie = await enter();
    for (const path of ["manifest.webmanifest", "sw.js", "icon-192.png"]) expect((await get(path)).status).toBe(200);
    const closed = [
      "demo.html",
      "notes.txt",
      ".vite/manifest.json",
      "assets/.hidden.js",
      "assets/",
      "assets",
      "desk.db",
    ];
    for (const path of closed) expect((await get(path, { cookie })).status, path).toBe(404);
    for (const path of [
      "/../papers.json",
      "/assets/../notes.txt",
      "/assets/..%2fnotes.txt",
      "/%2e%2e/notes.txt",
      "//etc/passwd",
    ]) {
      const answer = await raw(path);
      expect(answer.split("\r\n")[0], path).toMatch(/^HTTP\/1.1 40[034] /);
      expect(answer).not.toContain("notes\n");
    }
  });

  it("DD5 every answer carries the strict policy and its type; hashed names are kept for ever, others are asked for again", async () => {
    const cookie = await enter();
    const app = await get("", { cookie });
    expect(app.headers.get("content-security-policy")).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='; style-src 'self'; " +
        "img-src 'self' data:; font-src 'self'; connect-src 'self' http://127.0.0.1:9; manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types vado",
    );
    const script = await get("assets/main-AbCdEf12.js", { cookie });
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect((await get("assets/plain.css", { cookie })).headers.get("cache-control")).toBe("private, no-cache");
    for (const path of ["", "nothing", "sw.js", "api/health", "api/nothing"]) {
      const { headers } = await get(path, { cookie });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    const etag = app.headers.get("etag") ?? "";
    const again = await get("", { cookie, "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("DD6 texts are packed for whoever can unpack them", async () => {
    const cookie = await enter();
    const packed = await raw("/sw.js");
    expect(packed).not.toContain("content-encoding");
    const response = await get("assets/main-AbCdEf12.js", { cookie, "accept-encoding": "gzip" });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(Number(response.headers.get("content-length"))).toBeLessThan(500);
    expect((await response.text()).length).toBeGreaterThan(5_000);
    const smaller = await get("assets/main-AbCdEf12.js", { cookie, "accept-encoding": "gzip, deflate, br" });
    expect(smaller.headers.get("content-encoding")).toBe("br");
    expect(smaller.headers.get("etag")).not.toBe(response.headers.get("etag"));
    expect((await smaller.text()).length).toBeGreaterThan(5_000);
  });

  it("DD7 the desk's refusals have one form, and health holds nothing that is secret", async () => {
    for (const path of ["api/nothing", "api/station", "api/invites/AAAAAAAAAAAAAAAAAAAAAA"]) {
      const answer = await get(path);
      expect(v.safeParse(DeskRefusalSchema, await answer.json()).success, path).toBe(true);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    const health = await (await get("api/health")).text();
    expect(health).toContain('"status":"degraded"');
    for (const secret of [TOKENS.operator, TOKENS.machine, first.slice(6)]) expect(health).not.toContain(secret);
  });

  it("DD8 what an invite is good for is told to whoever has it; strangers are slowed down", async () => {
    const token = await invite(desk.url, TOKENS.operator, "planner");
    expect(v.parse(InviteSchema, await (await get(`api/invites/${token}`)).json())).toMatchObject({
      link: "L1",
      side: "sending",
      role: "planner",
      agency: "norte",
    });
    const tries = await Promise.all(
      Array.from({ length: 300 }, async () => (await get("api/invites/AAAAAAAAAAAAAAAAAAAAAA")).status),
    );
    expect(tries.filter((status) => status === 429).length).toBeGreaterThan(20);
    expect(tries.filter((status) => status === 404).length).toBeGreaterThan(100);
  });
});
