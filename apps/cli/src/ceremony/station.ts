import { HostError } from "@vado/host";
import { StationNameSchema } from "@vado/protocol";
import * as v from "valibot";

/** A station as an option names it: `SUR Orilla Sur`, code and name. Throws `HostError`. */
export function stationFrom(option: string, text: string): v.InferOutput<typeof StationNameSchema> {
  const [, id = "", name = ""] = /^(\S+)\s+(.+)$/.exec(text.trim()) ?? [];
  const parsed = v.safeParse(StationNameSchema, { id, name });
  if (parsed.success) return parsed.output;
  throw new HostError(
    "station-bad",
    `${option} takes a code of three capital letters or digits and a name, such as "SUR Orilla Sur".`,
  );
}
