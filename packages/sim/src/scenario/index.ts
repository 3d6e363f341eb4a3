export { ScenarioError } from "./error.ts";
export type { ZoneOffset } from "./offsets.ts";
export { parseScenario } from "./parse.ts";
export { SCENARIO_FORMAT, WEEKDAY_NAMES } from "./schema.ts";
export type { Scenario, ScenarioDemand, ScenarioEvent, ScenarioLink, ScenarioStation } from "./schema.ts";
export { scenarioTime, type ScenarioTime } from "./time.ts";
