import type { Terms } from "@vado/protocol";
import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import type { Sights } from "./types.ts";

/** A link's terms as its agencies would write them down, from the scenario and the defaults of domain.md. */
function termsOf(
  link: Scenario["links"][number],
  time: ScenarioTime,
  heartbeatS: number,
  now: { quotaPerDay: number | null; ratePerHour: number | null },
): Terms {
  return {
    legalBasis: "scenario",
    mode: link.mode,
    block: link.block as Terms["block"],
    ratePerHour: now.ratePerHour,
    quotaPerDay: now.quotaPerDay,
    quotaDays: [...(link.quotaDays ?? [])],
    calendar: { timezone: time.timezone, offsets: [...time.offsets] },
    groupMax: link.groupMax,
    vehicleSeats: link.vehicleSeats ?? null,
    transitMeanMin: link.transitMinutes.mean,
    transitSdMin: link.transitMinutes.sd,
    answerMin: link.answerMinutes,
    windowBeforeMin: 5,
    windowAfterMin: 10,
    slotPeriodMin: 15,
    reserveShare: 0.1,
    conditionsValidMin: link.mode === "boat" || link.mode === "foot" ? 30 : 60,
    heartbeatS,
    // LOG_FRESH_S and ACK_IDLE_S keep their ratio to HEARTBEAT_S: 30, 120, 600 by default.
    logFreshS: heartbeatS * 4,
    ackIdleS: heartbeatS * 20,
    clockSkewMaxS: 120,
    offlineMaxMin: 60,
    order: "since",
  };
}

/** What a link's agencies settle on in the course of the scenario: its first terms, and new ones with every quota or rate. */
export function versionsOf(
  scenario: Scenario,
  link: Scenario["links"][number],
  time: ScenarioTime,
  heartbeatS: number,
): Sights["terms"][number][] {
  const now = { quotaPerDay: link.quotaPerDay ?? null, ratePerHour: link.ratePerHour ?? null };
  const versions = [{ version: 1, terms: termsOf(link, time, heartbeatS, now), validFrom: time.start }];
  for (const event of scenario.events.toSorted((a, b) => time.at(a.at) - time.at(b.at))) {
    if ((event.kind !== "quota" && event.kind !== "rate") || event.link !== link.id) continue;
    if (event.kind === "quota") now.quotaPerDay = event.perDay;
    else now.ratePerHour = event.perHour;
    const version = versions.length + 1;
    versions.push({ version, terms: termsOf(link, time, heartbeatS, now), validFrom: time.at(event.at) });
  }
  return versions;
}
