import type { BodyType } from "@vado/protocol";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LogEntry } from "../model/device.ts";
import { usePhone } from "./context.ts";

/** A log that grows fast is read again no more often than this, ms. */
const READ_AGAIN_MS = 400;

/** The newest entries of a channel, newest first; asked for again when the log has grown. */
export function useLog(kind: "record" | "ops", limit: number, types?: readonly BodyType[]): readonly LogEntry[] {
  const { device, snapshot } = usePhone();
  const [entries, setEntries] = useState<readonly LogEntry[]>([]);
  const read = useRef(-Infinity);
  useEffect(() => {
    const wait = Math.max(0, read.current + READ_AGAIN_MS - performance.now());
    const timer = setTimeout(() => {
      read.current = performance.now();
      device
        .log({ kind, limit, ...(types === undefined ? {} : { types }) })
        .then((page) => setEntries(page.entries))
        .catch(() => undefined);
    }, wait);
    return () => clearTimeout(timer);
  }, [device, kind, limit, snapshot.rev]);
  return entries;
}
