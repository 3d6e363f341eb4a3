import type { Device } from "../../src/index.ts";
import { FakeDevice, type FakeOptions } from "./fake-device.ts";
import { askedMorning, busyMorning, drillMorning, heldMorning, longLog, quietMorning, rareMorning } from "./morning.ts";
import { R, S, Story, type Officer } from "./story.ts";

/** What there is to look at, by name: `?screen=room&scene=busy&as=receiving`. */

const STORIES = {
  busy: busyMorning,
  quiet: quietMorning,
  held: heldMorning,
  long: longLog,
  asked: askedMorning,
  rare: rareMorning,
  drill: drillMorning,
  empty: () => new Story().opened(),
  unknown: () => new Story(),
} as const;
export type SceneName = keyof typeof STORIES;
export const SCENES = Object.keys(STORIES) as readonly SceneName[];

const OFFICERS: Readonly<Record<string, Officer>> = {
  "sending-duty": S.duty,
  "receiving-duty": R.duty,
  "sending-field": S.field,
  "receiving-field": R.field,
  "receiving-supervisor": R.supervisor,
  "sending-supervisor": S.supervisor,
};

const CONDITIONS: Readonly<Record<string, FakeOptions>> = {
  well: {},
  live: { live: true },
  offline: { snapshot: { connected: false }, relayMs: null },
  fork: {
    snapshot: {
      fork: "MAT-BRO.sending.field and this device do not have the same record log at entry 41",
      settling: {
        accused: "MAT-BRO.sending.field",
        matched: { sending: true, receiving: false },
        said: { sending: false, receiving: true },
      },
    },
  },
  joining: { snapshot: { joined: false, anchored: false, provisional: true } },
  elsewhere: { snapshot: { elsewhere: true } },
};

/** The device of a page's address. Unknown names fall back to the busy morning of the receiving duty officer. */
export function deviceOf(query: URLSearchParams): Device {
  const story = STORIES[(query.get("scene") ?? "busy") as SceneName] ?? busyMorning;
  const officer = OFFICERS[query.get("as") ?? ""] ?? R.duty;
  return new FakeDevice(story(), officer, CONDITIONS[query.get("line") ?? "well"] ?? {});
}
