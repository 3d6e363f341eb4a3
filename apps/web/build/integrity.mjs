import { createHash } from "node:crypto";
import { contents, reachable } from "./reachable.mjs";

/**
 * Writes into each page what its scripts and styles must hash to: on every tag, and for scripts that are imported later in an
 * import map, which a browser asks before it runs any of them. The map is the one inline script; its hash stands in the policy.
 */
export function integrity({ pages }) {
  return {
    name: "vado-integrity",
    apply: "build",
    enforce: "post",
    // After Vite's own last word on the chunks: what is hashed is what is written.
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const page of pages) bundle[page].source = marked(String(bundle[page].source), bundle, page);
      },
    },
  };
}

/** `sha256-…` as tags, import maps and service workers take it. */
export function integrityOf(bytes) {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
}

function marked(html, bundle, page) {
  const scripts = [...reachable(bundle, page)].filter((name) => name.endsWith(".js")).sort((a, b) => (a < b ? -1 : 1));
  const map = Object.fromEntries(scripts.map((name) => [`./${name}`, integrityOf(contents(bundle[name]))]));
  const tag = `<script type="importmap">${JSON.stringify({ integrity: map })}</script>`;
  const tagged = html.replaceAll(
    /<(?:script|link)\b[^>]*\b(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g,
    (found, name) => `${found} integrity="${integrityOf(contents(bundle[name]))}"`,
  );
  const first = tagged.indexOf('<script type="module"');
  if (first < 0) throw new Error(`${page} has no script; the build has changed its form`);
  return `${tagged.slice(0, first)}${tag}\n    ${tagged.slice(first)}`;
}
