import type { BodyType } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import type { LogEntry } from "../model/device.ts";
import { usePhone } from "./context.ts";

/** The newest entries of a channel, newest first; asked for again whenever the log has grown. */
export function useLog(kind: "record" | "ops", limit: number, types?: readonly BodyType[]): readonly LogEntry[] {
  const { device, snapshot } = usePhone();
  const [entries, setEntries] = useState<readonly LogEntry[]>([]);
  useEffect(() => {
    let wanted = true;
    device
      .log({ kind, limit, ...(types === undefined ? {} : { types }) })
      .then((page) => wanted && setEntries(page.entries))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [device, kind, limit, snapshot.rev]);
  return entries;
}
