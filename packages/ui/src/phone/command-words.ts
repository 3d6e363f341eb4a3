/** Chat never commands. A text that reads like a command is told so, and the button that does it is offered. */

export type CommandLike = "hold" | "go" | "ready" | "arrived" | "departed";

/** Whole words, without accents, in the languages of the corridor. HOLD is looked for first: when in doubt, the safe one. */
const WORDS: readonly (readonly [CommandLike, RegExp])[] = [
  ["hold", /\b(alto|paren|pare|parar|detener|detengan|deten|esperen|hold|stop|wait|arret|arretez|parem|kanpe)\b/],
  [
    "go",
    /\b(adelante|salida|pasen|manden|mande|mandenlos|mandalos|envien|envie|enviar|suelten|go|send|release|let them go|envoyez|mandem|voye)\b/,
  ],
  ["ready", /\b(listo|lista|listos|ready|prets?|pronto|prontos|pare)\b/],
  ["departed", /\b(salieron|salio|partieron|left|departed|partis?)\b/],
  ["arrived", /\b(llegaron|llego|recibidos?|arrived|received|arrives?|chegaram|rive)\b/],
];
/** A sentence this long talks about something; a command is short. */
const COMMAND_CHARS_MAX = 48;

/** What a chat text looks like it commands, or null. */
export function commandLike(text: string): CommandLike | null {
  if (text.length > COMMAND_CHARS_MAX || text.includes("?") || text.includes("¿")) return null;
  const plain = text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "");
  return WORDS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}
