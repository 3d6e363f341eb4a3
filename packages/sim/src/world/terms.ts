import type { Terms } from "@vado/protocol";
import type { Scenario, ScenarioTime } from "../scenario/index.ts";

/** A link's terms as its agencies would write them down, from the scenario and the defaults of domain.md. */
export function termsOf(
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
