import { readFileSync } from "node:fs";
import { DRILL_RULES, TABLE, type Row } from "@vado/flow";
import type { BodyType } from "@vado/protocol";
import { DESK_RULES, KNOWN_RULES } from "../../src/model/rule-text.ts";

/** The guide's page of refusals: what a person may be told, with the rule's id, in the words of the screens. */

export type Lang = "es" | "en";

export const pageFile = (lang: Lang): URL =>
  new URL(`../../../../docs/guide/${lang}/${lang === "es" ? "negativas" : "refusals"}.md`, import.meta.url);

interface Words {
  readonly head: string;
  readonly columns: string;
  readonly device: string;
  readonly everywhere: string;
  readonly drill: string;
  readonly joining: string;
}

const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    head: `# Refusals, and what to do

*Español: [Negativas](../es/negativas.md)*

When the app refuses an act it says why and what to do, and names the rule. This page lists every rule with the same words. The
facts of your own side (people left, people arrived, a hold, an incident) are never refused: they have happened.`,
    columns: "| rule | why | what to do |\n| --- | --- | --- |",
    device: "## This device",
    everywhere: "## Asked of many acts",
    drill: "## In a drill",
    joining: "## Joining and inviting",
  },
  es: {
    head: `# Negativas, y qué hacer

*English: [Refusals](../en/refusals.md)*

Cuando la aplicación no permite algo, dice por qué, qué hacer y qué regla es. Aquí están todas las reglas con las mismas palabras.
Los hechos de su propio lado (salieron personas, llegaron personas, un alto, un incidente) nunca se rechazan: ya ocurrieron.`,
    columns: "| regla | por qué | qué hacer |\n| --- | --- | --- |",
    device: "## Este dispositivo",
    everywhere: "## En muchos actos",
    drill: "## En un simulacro",
    joining: "## Unirse e invitar",
  },
};

/** What the person was doing. Every act that a guard can refuse has a name here; the test says when one is missing. */
const ACTS: readonly (readonly [BodyType, string, string])[] = [
  ["group.opened", "Opening a group", "Abrir un grupo"],
  ["group.ready", "Telling a group ready", "Avisar que un grupo está listo"],
  ["group.amended", "Correcting a group", "Corregir un grupo"],
  ["group.referred", "Noting a referral", "Anotar una remisión"],
  ["group.deferred", "Deferring a group", "Aplazar un grupo"],
  ["group.declined", "Declining a group", "No aceptar un grupo"],
  ["places.reported", "Reporting places", "Informar de las plazas"],
  ["slots.offered", "Offering places", "Ofrecer plazas"],
  ["slots.withdrawn", "Withdrawing an offer", "Retirar una oferta"],
  ["slot.granted", "Granting", "Autorizar"],
  ["slot.confirmed", "Confirming a grant", "Confirmar una autorización"],
  ["group.released", "Giving GO", "Dar la salida"],
  ["grant.revoke-asked", "Asking a grant back", "Pedir que devuelvan una autorización"],
  ["grant.revoke-accepted", "Giving a grant back", "Devolver una autorización"],
  ["group.received", "Receiving a group", "Recibir un grupo"],
  ["count.reconciled", "Explaining counts that differ", "Explicar conteos distintos"],
  ["count.corrected", "Correcting a count", "Corregir un conteo"],
  ["group.diverted", "Diverting a group", "Desviar un grupo"],
  ["group.withdrawn", "Withdrawing a group", "Retirar un grupo"],
  ["group.dispersed", "Dissolving a group", "Disolver un grupo"],
  ["hold.lifted", "Lifting a hold", "Levantar un alto"],
  ["incident.updated", "Updating an incident", "Actualizar un incidente"],
  ["incident.handed-over", "Handing an incident over", "Entregar un incidente"],
  ["incident.closed", "Closing an incident", "Cerrar un incidente"],
  ["supervisor.overrode", "Setting a rule aside", "Dejar una regla de lado"],
  ["agreement.proposed", "Proposing terms", "Proponer un acuerdo"],
  ["agreement.signed", "Signing terms", "Firmar un acuerdo"],
  ["roster.on", "Putting a device on shift", "Poner un dispositivo de turno"],
  ["roster.off", "Taking a device off shift", "Quitar un dispositivo del turno"],
  ["roster.delegated", "Delegating GO", "Delegar la salida"],
  ["roster.undelegated", "Taking GO back", "Retirar la delegación"],
  ["drill.started", "Starting a drill", "Iniciar un simulacro"],
  ["drill.ended", "Ending a drill", "Terminar un simulacro"],
];

/** Asked of every act (W1) or of all those of a nature (T1, A1, S8.roster); said once. */
const EVERYWHERE: readonly string[] = ["W1", "T1", "A1", "S8.roster"];

/** Rules that an act's own guards have, in the order in which they are asked. */
export const rulesOf = (type: BodyType): string[] =>
  (TABLE[type] as Row).guards.map(({ rule }) => rule).filter((rule) => !EVERYWHERE.includes(rule));

/** The whole page, as it stands in the repository. */
export function refusalsPage(lang: Lang): string {
  const words = WORDS[lang];
  const said = sentences(lang);
  const table = (rules: readonly string[]): string =>
    [words.columns, ...rules.map((rule) => `| \`${rule}\` | ${said(rule, "why")} | ${said(rule, "do")} |`)].join("\n");
  const drill: readonly string[] = Object.values(DRILL_RULES).map(({ rule }) => rule);
  const acts = ACTS.filter(([type]) => rulesOf(type).length > 0);
  const inActs = new Set(acts.flatMap(([type]) => rulesOf(type)));
  const elsewhere = new Set([...inActs, ...EVERYWHERE, ...drill, ...DESK_RULES]);
  const device = KNOWN_RULES.filter((rule) => !elsewhere.has(rule));
  const sections = acts.map(([type, en, es]) => `## ${lang === "es" ? es : en}\n${table(rulesOf(type))}`);
  return (
    [
      words.head,
      `${words.everywhere}\n${table(EVERYWHERE)}`,
      ...sections,
      `${words.drill}\n${table(drill)}`,
      `${words.device}\n${table(device)}`,
      `${words.joining}\n${table(DESK_RULES)}`,
    ].join("\n\n") + "\n"
  );
}

function sentences(lang: Lang): (rule: string, what: "why" | "do") => string {
  const url = new URL(`../../src/messages/${lang}/rules.json`, import.meta.url);
  const all = JSON.parse(readFileSync(url, "utf8")) as Record<string, string>;
  return (rule, what) => {
    const said = all[`rule.${rule}.${what}`];
    if (said === undefined) throw new Error(`${rule} has no sentence (${what}) in ${lang}`);
    return said;
  };
}
