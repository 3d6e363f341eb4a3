const STATIC = /\b(?:import|export)\b[^;'"`()]*?\bfrom\s*(?=["'])/g;
const BARE = /\bimport\s*(?=["'])/g;
const DYNAMIC = /\bimport\s*\(\s*(?=(.))/gs;
const REQUIRE = /(?<![.\w$])require\s*\(\s*(?=(.))/gs;

/** The modules a masked source names: `{ specifier, offset }`, the specifier null when it is not a plain string. */
export function importsOf({ code, strings }) {
  const found = [];
  for (const pattern of [STATIC, BARE, DYNAMIC, REQUIRE]) {
    for (const match of code.matchAll(pattern)) {
      const quote = match.index + match[0].length;
      found.push({ specifier: isPlain(code, quote) ? strings.get(quote) : null, offset: match.index });
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

function isPlain(code, quote) {
  return code[quote] === '"' || code[quote] === "'";
}
