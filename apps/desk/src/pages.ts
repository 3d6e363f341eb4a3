import { createHash } from "node:crypto";

/** The desk's own two pages, in Spanish and English, without script: the closed door, and the step through it. */

const STYLE = `body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f3f1ec;color:#1d2a2d;font:1.125rem/1.5 system-ui,sans-serif}main{max-width:32rem;padding:2rem}h1{font-size:1.5rem;margin:0 0 .75rem}p{margin:0 0 1.25rem}a{color:#0b5563}section+section{border-top:1px solid #b9c3c1;padding-top:1.25rem}@media(prefers-color-scheme:dark){body{background:#10181a;color:#e8eeec}a{color:#8fd0dc}section+section{border-color:#3d4b4e}}`;

/** The source of `style-src` under which the pages' style is applied. */
export const PAGE_STYLE_SOURCE = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

interface Said {
  readonly title: string;
  readonly text: string;
}

function page(es: Said, en: Said, head = "", link = ""): string {
  const section = (lang: string, { title, text }: Said) =>
    `<section lang="${lang}"><h1>${title}</h1><p>${text}</p></section>`;
  return `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Vado</title>${head}<style>${STYLE}</style></head>
<body><main>${section("es", es)}${section("en", en)}${link}</main></body></html>
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
