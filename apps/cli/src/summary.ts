import type { Summary } from "@vado/sim";

/** A summary as a person would read it; the same figures as the JSON. */
export function summaryText(summary: Summary): string {
  const { people } = summary;
  const rows: [string, string][] = [
    ["people", `${people.demand} came to go, ${people.spontaneous} unannounced`],
    ["received", `${people.received}`],
    [
      "not yet",
      `${people.notReady} not ready, ${people.waiting} waiting, ${people.inTransit} on the way, ${people.atGate} at the gate`,
    ],
    [
      "otherwise",
      `${people.left} left by choice, ${people.medical} medical, ${people.missing} missing, ${people.joined} joined`,
    ],
    [
      "per day",
      `came to go ${summary.perDay.demand.join(", ")}; received ${summary.perDay.received.join(", ")}${onward(summary)}`,
    ],
    ...Object.entries(summary.perLink).map(([link, one]): [string, string] => [
      link,
      `received per day ${one.receivedPerDay.join(", ")}`,
    ]),
    ...Object.entries(summary.perStation).map(([station, one]): [string, string] => [
      station,
      `${one.places === null ? "no limit of places" : `${one.places} places`}; there at the end of each day ${one.stockPerDay.join(", ")}`,
    ]),
    [
      "log",
      `${summary.groups} groups, ${summary.grants} grants, ${summary.holds} holds, ${summary.voided} void, ${summary.alarms} alarms; for one officer ${summary.alarmRate.mean} an hour on average, ${summary.alarmRate.busiest} in the worst`,
    ],
    [
      "channel",
      `${summary.messages} messages, ${summary.relayBytes} bytes at the relay, ${summary.devices} devices, heartbeat ${summary.heartbeat} s`,
    ],
    [
      "checks",
      `people and stations balance: ${summary.conservation ? "yes" : "NO"}; violations ${summary.violations}; digests ${summary.digests}; plaintext found ${summary.plaintextHits}`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `${summary.scenario}, ${summary.days} days, seed ${summary.seed}, ${summary.seconds} s`,
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
  ].join("\n");
}

/** People received again at later stations of the corridor, if it has any. */
function onward({ perDay }: Summary): string {
  return perDay.receivedOnward.some((people) => people > 0) ? `; further on ${perDay.receivedOnward.join(", ")}` : "";
}
