import { useEffect, useMemo, useState } from "preact/hooks";
import type { Device } from "../model/device.ts";
import { loadDrill } from "./load.ts";
import { drillOf, realOf, runningDrill } from "../model/world.ts";

/** What a drill that goes on offers the real view: until when, and the way in. */
export interface DrillOffer {
  readonly until: number;
  readonly enter: () => void;
}

export interface World {
  /** The device as this view has it. */
  readonly device: Device;
  readonly drill: boolean;
  readonly offer: DrillOffer | null;
  /** A drill this view took part in has ended. */
  readonly ended: boolean;
  readonly forget: () => void;
}

/** Which of the two worlds is on screen: the real one, until somebody enters a running drill; and again when that ends. */
export function useWorld(device: Device): World {
  const [inside, setInside] = useState<string | null>(null);
  const [ended, setEnded] = useState(false);
  const real = useMemo(() => realOf(device), [device]);
  const running = runningDrill(device.snapshot.value.state, device.clock.value);
  const played = useMemo(() => drillOf(device, () => setInside(null)), [device]);
  const drill = running !== null && inside === running.event;
  const over = inside !== null && running?.event !== inside;
  useEffect(() => {
    if (!over) return;
    setInside(null);
    setEnded(true);
  }, [over]);
  const enter = () => {
    const event = running?.event ?? null;
    setEnded(false);
    // Where the frame cannot be fetched the real view stays.
    loadDrill().then(
      () => setInside(event),
      () => undefined,
    );
  };
  return {
    device: drill ? played : real,
    drill,
    offer: running === null || drill ? null : { until: running.until, enter },
    ended,
    forget: () => setEnded(false),
  };
}
