import type { Body, EventId, StationId } from "@vado/protocol";
import type { Device, Undone } from "../../src/index.ts";
import { FakeDevice, type FakeOptions } from "./fake-device.ts";
import { MIN, R, S, Story, codeOf, type Officer } from "./story.ts";

/** Moments of a shift as one officer's phone shows them: `?scene=go&as=sending-field&line=offline`. */

const [A, B, C, D] = [codeOf(0), codeOf(1), codeOf(2), codeOf(3)];

function morning(): Story {
  const story = new Story().opened();
  story.ready(B, 64, { since: story.time - 50 * MIN, needs: { infants: 3, interpreter: 2 } });
  story.ready(A, 118, { needs: { limitedMobility: 2, childrenWithFamily: 21, olderPeople: 5 } });
  story.ready(C, 90).offers([150, 150, 150, 150]).wait(3);
  story.chat(S.field, "Río tranquilo, puente despejado.");
  story.chat(R.duty, "Manden al siguiente");
  story.chat(R.field, "Puerta 2 libre, dos sillas de ruedas listas.", A);
  return story;
}

const delegated = (story: Story): Story => {
  story.must(S.field, { type: "ack", heads: [] });
  story.must(S.duty, { type: "roster.delegated", device: S.field.device as never, until: story.time + 240 * MIN });
  return story;
};

/** GO given, the people not yet called. */
function released(story: Story): Story {
  const { id, headcount, version } = story.grant(A);
  const grant = id as EventId;
  story.must(S.duty, { type: "group.released", group: A, version, grant, answers: grant, headcount });
  return story;
}

const granted = (): Story => morning().granted(A, 2).wait(1).confirmed(A);
const going = (): Story => released(granted().wait(2));
const away = (): Story => granted().wait(2).released(A).wait(2).departed(A).wait(9);
const gate = (count: number): Story => away().wait(9).arrived(A, count).wait(1);

const SCENES: Readonly<Record<string, () => Story>> = {
  empty: () => new Story().opened(),
  wait: morning,
  prepare: granted,
  unconfirmed: () => morning().granted(A, 2),
  askedBack: () => {
    const story = granted();
    const grant = story.grant(A).id as EventId;
    story.must(R.duty, { type: "grant.revoke-asked", group: A, grant, reason: "la sala está llena" });
    return story;
  },
  go: () => delegated(granted()).wait(2),
  goSoon: () => delegated(granted()),
  /** The window is open, and nothing was heard for longer than a log is fresh. */
  silent: () => {
    const story = delegated(granted());
    story.time += 3 * MIN;
    return story;
  },
  stale: () => delegated(morning().wait(59).offers([150, 150, 150, 150]).granted(A)).wait(2),
  called: going,
  depart: () => granted().wait(2).released(A),
  away,
  match: () => gate(118),
  mismatch: () => gate(116),
  proposed: () => {
    const story = gate(116);
    const body = { type: "count.reconciled", group: A, cause: "left", departed: 118, arrived: 116 } as const;
    story.must(R.field, body);
    return story;
  },
  held: () => {
    const story = going();
    story.hold(R.duty, "la sala está llena");
    return story.wait(1);
  },
  overdue: () => away().wait(40),
  /** Overdue, and somebody has begun to search. */
  searched: () => {
    const story = away().wait(40);
    story.must(R.duty, (incident) => ({ type: "incident.opened", incident, kind: "missing", group: A }));
    return story;
  },
  diverted: () => {
    const story = away();
    const [station, grant] = ["LAR" as StationId, "b".repeat(22) as EventId];
    story.must(R.duty, { type: "group.diverted", group: A, headcount: 118, station, grant });
    return story;
  },
  corrected: () => {
    const story = gate(116);
    story.say(R.field, { type: "group.arrived", group: A, headcount: 118 });
    return story;
  },
  /** Children travel alone in the group that may go, and nobody has said to whom they were referred. */
  alone: () => {
    const story = delegated(new Story().opened());
    story
      .ready(A, 40, { needs: { unaccompaniedChildren: 3 } })
      .granted(A)
      .wait(1)
      .confirmed(A);
    return story;
  },
  closed: () => {
    const story = morning();
    story.must(R.desk, { type: "station.closed", station: "BRO" as StationId, reason: "fin del horario" });
    return story;
  },
  /** A look that was worse than the one before placed a hold by itself. */
  worse: () => granted().look("caution", "sube el agua").wait(6),
  drill: () => {
    const story = granted().wait(2);
    story.must(S.duty, { type: "drill.started", until: story.time + 60 * MIN, note: "persona en el agua" });
    return story.wait(1);
  },
  forming: () => {
    const story = morning();
    story.must(S.field, { type: "group.opened", group: D });
    return story;
  },
  incident: () => {
    const story = away();
    story.must(R.field, (incident) => ({ type: "incident.opened", incident, kind: "medical", group: A, people: 1 }));
    return story;
  },
};

const OFFICERS: Readonly<Record<string, Officer>> = {
  "sending-field": S.field,
  "sending-duty": S.duty,
  "receiving-field": R.field,
  "receiving-duty": R.duty,
  "sending-supervisor": S.supervisor,
};

const UNDONE: readonly Undone[] = [
  {
    intent: "u1",
    at: 0,
    rule: "H8.window",
    body: { type: "group.released", group: B, version: 1, grant: "x", answers: "x", headcount: 64 } as unknown as Body,
  },
];

const LINES: Readonly<Record<string, FakeOptions>> = {
  well: {},
  live: { live: true },
  offline: { snapshot: { connected: false }, relayMs: null },
  joining: { snapshot: { joined: true, anchored: false, provisional: true } },
  elsewhere: { snapshot: { elsewhere: true } },
  fork: { snapshot: { fork: "record 41" } },
  undone: { undone: UNDONE },
};

export function phoneOf(query: URLSearchParams): Device {
  const story = (SCENES[query.get("scene") ?? "wait"] ?? morning)();
  const officer = OFFICERS[query.get("as") ?? ""] ?? S.field;
  return new FakeDevice(story, officer, LINES[query.get("line") ?? "well"] ?? {});
}
