/**
 * A reader that knows far less HTML than a browser, and throws at everything else: each tag closed where it was opened, each
 * attribute quoted, each `<` and `&` written as an entity. What it accepts, every browser reads the same way.
 */

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Page {
  readonly tags: readonly Tag[];
  /** All text outside `style`, entities resolved, in order. */
  readonly texts: readonly string[];
  readonly styles: readonly string[];
}

const VOID = new Set(["meta"]);
const TOKEN =
  /<(?<close>\/)?(?<name>[a-z][a-zA-Z0-9]*)(?<attributes>(?: [a-zA-Z-]+="[^"<>]*")*)(?<self>\/)?>|(?<text>[^<]+)/y;
const ENTITY = /&(?:amp|lt|gt|quot|#39|#96);/g;

export function readPage(page: string): Page {
  const tags: Tag[] = [];
  const texts: string[] = [];
  const styles: string[] = [];
  const open: string[] = [];
  if (!page.startsWith("<!doctype html>\n")) throw new Error("no doctype");
  TOKEN.lastIndex = "<!doctype html>".length;
  while (TOKEN.lastIndex < page.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(page)?.groups;
    if (found === undefined) throw new Error(`not plain HTML at ${page.slice(at, at + 80)}`);
    const { close, name = "", attributes = "", self, text } = found;
    if (text !== undefined) {
      texts.push(resolve(text));
    } else if (close !== undefined) {
      if (attributes !== "" || open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      tags.push({ name, attributes: readAttributes(attributes) });
      if (name === "style") {
        const end = page.indexOf("</style>", TOKEN.lastIndex);
        styles.push(page.slice(TOKEN.lastIndex, end));
        TOKEN.lastIndex = end;
      }
      if (self === undefined && !VOID.has(name)) open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(" ")}`);
  return { tags, texts, styles };
}

function readAttributes(text: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)) {
    if (name in all) throw new Error(`${name} twice`);
    all[name] = resolve(value);
  }
  return all;
}

function resolve(text: string): string {
  if (text.replace(ENTITY, "").includes("&")) throw new Error(`a bare & in ${text}`);
  const signs: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&#96;": "`",
  };
  return text.replace(ENTITY, (entity) => signs[entity] ?? "");
}

/** The words of a page in reading order. */
export const wordsOf = (page: string): string => readPage(page).texts.join(" ").replace(/\s+/g, " ");
