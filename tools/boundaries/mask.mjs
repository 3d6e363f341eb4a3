// Blanks out what is not code, so that the rules never stumble over a comment or a string. Offsets and lines stay.

/** After these a `/` begins a regular expression; after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^}]|\b(?:return|typeof|case|in|of|delete|void|throw|else|do|await|yield))$/;
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[`{}/]/g;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

/**
 * `code` is the source with comments, the insides of strings and regular expressions replaced by spaces.
 * `strings` are the string literals and pieces of templates, by the offset of their first quote.
 */
export function mask(source) {
  const out = [...blank(source)];
  const strings = new Map();
  /** Open brackets: "{" for a block, "`" for the hole of a template. */
  const open = [];
  let at = 0;
  const keep = (from, to) => {
    for (let i = from; i < to; i++) out[i] = source[i];
  };
  /** Skips a piece of template from `from` to its end or its next hole. */
  const template = (from) => {
    const { end, hole } = templateEnd(source, from + 1);
    strings.set(from, source.slice(from + 1, end));
    keep(from, from + 1);
    if (hole) open.push("`");
    at = end + (hole ? 2 : 1);
    keep(hole ? at : end, at);
  };

  while (at < source.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (found === null) break;
    const [token] = found;
    keep(at, found.index);
    const from = found.index;
    at = from + token.length;
    if (token === "`") template(from);
    else if (token === "{") {
      open.push("{");
      keep(from, at);
    } else if (token === "}") {
      if (open.pop() === "`") template(from);
      else keep(from, at);
    } else if (token === "/") {
      const end = BEFORE_REGEX.test(lastCode(out, from)) ? regexEnd(source, from) : at;
      if (end === at) keep(from, at);
      at = end;
    } else if (token[0] === '"' || token[0] === "'") {
      strings.set(from, token.slice(1, -1));
      keep(from, from + 1);
      keep(at - 1, at);
    }
  }
  keep(at, source.length);
  return { code: out.join(""), strings };
}

function blank(source) {
  return source.replace(/[^\n]/g, " ");
}

/** The code before an offset, enough to tell what a slash after it means. */
function lastCode(out, offset) {
  return out
    .slice(Math.max(0, offset - 200), offset)
    .join("")
    .trimEnd()
    .slice(-20);
}

function regexEnd(source, from) {
  REGEX.lastIndex = from;
  return REGEX.test(source) ? REGEX.lastIndex : from + 1;
}

function templateEnd(source, from) {
  for (let i = from; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "`") return { end: i, hole: false };
    else if (source[i] === "$" && source[i + 1] === "{") return { end: i, hole: true };
  }
  return { end: source.length, hole: false };
}
