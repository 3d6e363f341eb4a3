import { createHash } from "node:crypto";

/** The desk's own two pages, in Spanish and English, without script: the closed door, and the step through it. */

const STYLE = [
  ":root{color-scheme:light dark;--ground:#f3f1ec;--card:#fffdf9;--ink:#1d2a2d;--line:#d3d8d4;--link:#0b5563}",
  "@media(prefers-color-scheme:dark){:root{--ground:#10181a;--card:#182325;--ink:#e8eeec;--line:#3d4b4e;--link:#8fd0dc}}",
  "body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink)}",
  "main{box-sizing:border-box;width:min(100%,30rem);padding:1.5rem 1rem;font:1.125rem/1.5 system-ui,sans-serif}",
  "section{background:var(--card);border:1px solid var(--line);padding:1.25rem 1.25rem .25rem;border-radius:.75rem}",
  "section+section{margin-top:1rem}",
  "h1,h2{font-size:1.375rem;line-height:1.25;margin:0 0 .5rem}p{margin:0 0 1rem}a{color:var(--link)}",
].join("");

/** The source of `style-src` under which the pages' style is applied. */
export const PAGE_STYLE_SOURCE = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

interface Said {
  readonly title: string;
  readonly text: string;
}

function page(es: Said, en: Said, head = "", link = ""): string {
  const section = (lang: string, heading: "h1" | "h2", { title, text }: Said) =>
    `<section lang="${lang}"><${heading}>${title}</${heading}><p>${text}</p></section>`;
  return `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Vado</title>${head}<style>${STYLE}</style></head>
<body><main>${section("es", "h1", es)}${section("en", "h2", en)}${link}</main></body></html>
`;
}

/** For a browser that never showed an invite. */
export const ASK_PAGE = page(
  {
    title: "Pida una invitación",
    text: "Esta página es para los oficiales de esta agencia. Pida una invitación a su oficial de turno y ábrala en este teléfono.",
  },
  {
    title: "Ask for an invite",
    text: "This page is for the officers of this agency. Ask your duty officer for an invite and open it on this phone.",
  },
);

/** For an invite that is used, over or unknown. */
export const OVER_PAGE = page(
  {
    title: "Esta invitación ya no sirve",
    text: "Ya se usó, o pasó su tiempo. Pida una nueva a su oficial de turno.",
  },
  {
    title: "This invite is no longer good",
    text: "It was used already, or its time is over. Ask your duty officer for a new one.",
  },
);

/**
 * Goes on to the app with the invite. A page and not a redirect: the cookie it sets is `SameSite=Strict`, and after a redirect
 * from a link on another site the browser would not show it.
 */
export function enterPage(token: string): string {
  const to = `../#invite=${token}`;
  return page(
    { title: "Un momento…", text: "Se abre la aplicación." },
    { title: "One moment…", text: "The app is opening." },
    `<meta http-equiv="refresh" content="0;url=${to}">`,
    `<p><a href="${to}">Vado</a></p>`,
  );
}
