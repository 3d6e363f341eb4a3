import * as v from "valibot";
import { ScenarioError } from "./error.ts";
import { checkReferences } from "./references.ts";
import { SCENARIO_FORMAT, ScenarioForm, type Scenario } from "./schema.ts";
import { checkShares } from "./shares.ts";

/** Larger than any corridor we know by a factor of hundreds. */
export const SCENARIO_CHARS_MAX = 16_000_000;
const SHOWN_CHARS_MAX = 60;

/** Reads a `vado-scenario/1` text. Throws `ScenarioError` at the first fault. */
export function parseScenario(text: string): Scenario {
  if (text.length > SCENARIO_CHARS_MAX) {
    throw new ScenarioError("", `the scenario is longer than ${SCENARIO_CHARS_MAX} characters`);
  }
  const json = parseJson(text);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new ScenarioError("", "a scenario is a JSON object");
  }
  // The format first: a file of another version should not be told about its fields one by one.
  const format: unknown = "format" in json ? json.format : undefined;
  if (format !== SCENARIO_FORMAT) {
    const found = format === undefined ? "there is none" : `found ${show(format)}`;
    throw new ScenarioError("format", `this program reads "${SCENARIO_FORMAT}", ${found}`);
  }
  const parsed = v.safeParse(ScenarioForm, json, { abortEarly: true });
  if (!parsed.success) throw faultOf(parsed.issues[0]);
  checkReferences(parsed.output);
  checkShares(parsed.output);
  return parsed.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "unreadable";
    throw new ScenarioError("", `the scenario is not JSON: ${why}`);
  }
}

/** One sentence for the first thing that does not fit the form. */
function faultOf(issue: v.BaseIssue<unknown>): ScenarioError {
  const path = pathOf(issue.path ?? []);
  if (issue.expected === "never") return new ScenarioError(path, "unknown field; remove it");
  if (issue.kind === "schema" && issue.received === "undefined")
    return new ScenarioError(path, "this field is missing");
  if (issue.type === "regex" || issue.kind === "schema") {
    const hint = issue.type === "regex" ? issue.message : `expected ${wanted(issue)}`;
    return new ScenarioError(path, `${hint}, found ${show(issue.input)}`);
  }
  return new ScenarioError(
    path,
    `${RANGE[issue.type]?.(issue) ?? `expected ${wanted(issue)}`}, found ${show(issue.input)}`,
  );
}

const wanted = (issue: v.BaseIssue<unknown>): string => issue.expected ?? "another value";
const bound = (issue: v.BaseIssue<unknown>): string => String(issue.requirement);

const RANGE: Readonly<Record<string, (issue: v.BaseIssue<unknown>) => string>> = {
  min_value: (issue) => `expected at least ${bound(issue)}`,
  max_value: (issue) => `expected at most ${bound(issue)}`,
  gt_value: (issue) => `expected more than ${bound(issue)}`,
  min_length: (issue) => `expected at least ${bound(issue)} of them`,
  safe_integer: () => "expected a whole number",
  iso_date: () => "expected a date like 2023-05-09",
};

/** `links[0].transitMinutes.mean`. */
export function pathOf(items: readonly { readonly key: unknown }[]): string {
  let path = "";
  for (const { key } of items) {
    if (typeof key === "number") path += `[${key}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return path;
}

function show(value: unknown): string {
  const text =
    typeof value === "object" && value !== null
      ? Array.isArray(value)
        ? "a list"
        : "an object"
      : JSON.stringify(value);
  return (text ?? "nothing").length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : (text ?? "nothing");
}
