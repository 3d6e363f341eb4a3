import type { Command } from "commander";
import { corridorGeoJson } from "@vado/report";
import { readRun, type Run } from "../run.ts";
import { readScenario } from "../scenario.ts";

export function addMap(program: Command): void {
  program
    .command("map")
    .argument("<scenario>", "a vado-scenario/1 file")
    .description("A corridor as GeoJSON: stations and links, with what a replay counted there.")
    .option("--run <summary>", "the summary.json, or the output of --json, of a replay of this file")
    .action((file: string, flags: { readonly run?: string }) => {
      const scenario = readScenario(file);
      const run = flags.run === undefined ? null : readRun(flags.run);
      const stations = scenario.stations.map(({ id, name, lat, lon, country, places }) => ({
        id,
        name,
        lat,
        lon,
        figures: { country, places, ...stationFigures(run, id) },
      }));
      const links = scenario.links.map(({ id, from, to, mode, quotaPerDay }) => ({
        id,
        from,
        to,
        figures: { mode, quotaPerDay: quotaPerDay ?? null, ...linkFigures(run, id) },
      }));
      process.stdout.write(corridorGeoJson(stations, links));
    });
}

const stationFigures = (run: Run | null, id: string) => {
  const found = run?.perStation[id];
  return found === undefined ? {} : { stock: found.stock, waiting: found.waiting, inside: found.inside };
};

const linkFigures = (run: Run | null, id: string) => {
  const found = run?.perLink[id];
  return found === undefined ? {} : { received: found.receivedPerDay.reduce((sum, people) => sum + people, 0) };
};
