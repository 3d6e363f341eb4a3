import { readFile } from "node:fs/promises";
import {
  acceptedLanguage,
  BOARD_LANGUAGES,
  boardPage,
  figuresJson,
  isStale,
  nextScreen,
  queryOf,
  readQuery,
  styleOf,
} from "@vado/board";
import type { Clock } from "@vado/protocol";
import { answer, policyFor } from "./answers.ts";
import type { FiguresFolder, FiguresNow } from "./figures-folder.ts";

/** `GET ./` the board · `figures.json` · `health` · two fonts; nothing else, and no other method. */

export interface BoardAppOptions {
  readonly folder: FiguresFolder;
  /** Figures are judged by it. */
  readonly clock: Clock;
  /** Ms of that clock in a ms of the machine. */
  readonly pace: () => number;
}

const HTML = "text/html; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";
/** Only what changed is sent again; how old a page may be is the reader's to ask. */
const FRESH = { "cache-control": "no-cache" };

/** How often a page comes anew to a reader who asked for that, s. */
const AUTO_S = 20;

/** Cut down to the letters a board needs; `fonts/README.md` tells how. */
const FONTS = { words: "words.woff2", codes: "codes.woff2" } as const;

const readFont = async (file: string): Promise<readonly [string, Uint8Array<ArrayBuffer>]> => [
  `/${file}`,
  new Uint8Array(await readFile(new URL(`../fonts/${file}`, import.meta.url))),
];

export async function boardApp(
  options: BoardAppOptions,
): Promise<{ fetch(request: Request): Promise<Response>; close(): Promise<void> }> {
  const fonts = new Map(await Promise.all(Object.values(FONTS).map(readFont)));
  return {
    async fetch(request) {
      if (request.method !== "GET" && request.method !== "HEAD")
        return answer(request, { status: 405, type: HTML, body: "", headers: { allow: "GET, HEAD" } });
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/") return page(request, searchParams, await options.folder.now(), options);
      if (pathname === "/figures.json") return json(request, await options.folder.now());
      if (pathname === "/health") return health(request, await options.folder.now(), options.clock.now());
      const font = fonts.get(pathname);
      if (font !== undefined)
        return answer(request, {
          type: "font/woff2",
          body: font,
          headers: { "cache-control": "public, max-age=604800" },
        });
      return answer(request, {
        status: 404,
        type: HTML,
        body: NOT_FOUND,
        headers: { "content-security-policy": policyFor("") },
      });
    },
    async close() {},
  };
}

function page(request: Request, search: URLSearchParams, { figures }: FiguresNow, options: BoardAppOptions): Response {
  const asked = readQuery(search);
  const lang = asked.lang ?? acceptedLanguage(request.headers.get("accept-language")) ?? BOARD_LANGUAGES[0];
  const savesData = request.headers.get("save-data") === "on";
  const now = options.clock.now();
  const body = boardPage(figures, {
    ...asked,
    lang,
    big: asked.big === true,
    now,
    pace: options.pace(),
    // Whoever pays for every byte gets the fonts that are on the phone.
    fonts: savesData ? undefined : FONTS,
  });
  const headers: Record<string, string> = {
    ...FRESH,
    vary: "accept-language, save-data",
    "content-language": lang,
    "content-security-policy": policyFor(styleOf(body)),
  };
  if (asked.big === true) {
    const next = nextScreen(figures, {
      lang,
      ...(asked.page === undefined ? {} : { page: asked.page }),
      alternate: asked.alternate === true,
    });
    headers["refresh"] = `${next.seconds}; url=${queryOf({ ...asked, lang: next.lang, page: next.page })}`;
  } else if (asked.auto === true) headers["refresh"] = String(AUTO_S);
  return answer(request, { type: HTML, body, headers });
}

function json(request: Request, { figures }: FiguresNow): Response {
  const headers = { ...FRESH, "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
  return answer(request, { type: JSON_TYPE, body: figuresJson(figures), headers });
}

/** 200 while there are figures that may be believed; 503 when nobody should look at this board. */
function health(request: Request, { figures, bad, away }: FiguresNow, now: number): Response {
  const stale = figures.filter((one) => isStale(one, now)).length;
  const status = figures.length > stale ? 200 : 503;
  const body = `${JSON.stringify({ ok: status === 200, links: figures.length, stale, unusableFiles: bad, folderAway: away })}\n`;
  return answer(request, { status, type: JSON_TYPE, body, headers: { "cache-control": "no-store" } });
}

const NOT_FOUND = `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Vado</title></head><body><main><h1>Aquí no hay nada</h1><p><a href="./">Tablero de espera</a></p><p lang="en">There is nothing here. <a href="./">Waiting board</a></p></main></body></html>
`;
