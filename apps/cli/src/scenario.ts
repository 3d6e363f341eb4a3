import { readFileSync } from "node:fs";
import { HostError } from "@vado/host";
import { ScenarioError, parseScenario, type Scenario } from "@vado/sim";

/** Reads a scenario file; throws `HostError` with the path of the fault. */
export function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new HostError("scenario-unreadable", `The scenario ${file} cannot be read.`, error);
  }
  try {
    return parseScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError) throw new HostError("scenario-bad", `${file}: ${error.message}`, error);
    throw error;
  }
}
