import { lineAt } from "../house.mjs";

const GLOBAL = "(?<![.\\w$])";
const CLOCK = "take the time as an argument or through the Clock port";
const ALARM = "return `wakeAt` and let the caller wake you";
const CHANCE = "take it through the Entropy port";
const effects = [
  [/\bDate\s*\.\s*now\b/g, "Date.now reads a clock", CLOCK],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/g, "new Date() reads a clock", CLOCK],
  [new RegExp(`${GLOBAL}(?<!new\\s)Date\\s*\\(`, "g"), "Date() reads a clock", CLOCK],
  [new RegExp(`${GLOBAL}performance\\s*[.[]`, "g"), "performance reads a clock", CLOCK],
  [new RegExp(`${GLOBAL}(?:setTimeout|setInterval|setImmediate)\\b`, "g"), "a timer is an effect", ALARM],
  [/\bMath\s*\.\s*random\b/g, "Math.random cannot be repeated", CHANCE],
  [
    new RegExp(`${GLOBAL}crypto\\s*\\.\\s*(?:subtle|getRandomValues|randomUUID)\\b`, "g"),
    "global crypto is an effect",
    "take it through CryptoPort or Entropy",
  ],
  [new RegExp(`${GLOBAL}process\\s*[.[]`, "g"), "process belongs to the host", "take what you need as an argument"],
  [new RegExp(`${GLOBAL}globalThis\\b`, "g"), "globalThis hides an effect", "take what you need as a port"],
];
const FETCH = new RegExp(`${GLOBAL}(?<!function\\s)(?<!async\\s)fetch\\s*\\(`, "g");

/** Pure packages: time, chance and I/O are arguments. Types keep most of this; the rule keeps the rest. */
export function purity({ members }) {
  const files = members.filter(({ row }) => row?.pure).flatMap(({ src }) => src);
  return files.flatMap((file) => [
    ...effects.flatMap(([pattern, what, instead]) =>
      [...file.code.matchAll(pattern)].map(({ index }) => fault(file, index, `${what}; ${instead}`)),
    ),
    ...[...file.code.matchAll(FETCH)]
      .filter(({ index }) => !isDefinition(file.code, index))
      .map(({ index }) => fault(file, index, "fetch opens a socket; take it through the Transport port")),
  ]);
}

function fault(file, offset, advice) {
  return { path: file.path, line: lineAt(file.text, offset), rule: "pure", advice };
}

/** `fetch(request) {` and `fetch(request): Response` define a method of that name and call nothing. */
function isDefinition(code, offset) {
  let depth = 0;
  for (let i = code.indexOf("(", offset); i < code.length; i++) {
    if (code[i] === "(") depth++;
    if (code[i] === ")" && --depth === 0) return /^\s*[:{]/.test(code.slice(i + 1));
  }
  return false;
}
