import { Button, clockTime, locale, placeOf, shortDay, t } from "@vado/ui";
import { act } from "./live.ts";
import type { DemoStatus } from "./status.ts";

/** What the slider offers: virtual seconds in a real one. */
const PACES = [1, 2, 5, 10, 30, 60, 120, 240] as const;
/** A machine that reaches less than this share of the pace is said to be slower. */
const REACHED_MIN = 0.8;

/** The time at the crossing, and how fast it runs. */
export function TimeBar({ clock, begins }: { readonly clock: DemoStatus["clock"]; readonly begins: boolean }) {
  const { now, timezone, pace, requested } = clock;
  const paused = pace === 0;
  const nearest = PACES.findLastIndex((one) => one <= Math.max(1, paused ? requested : pace));
  const resume = PACES[Math.max(0, nearest)] ?? 1;
  return (
    <div class="time-bar">
      <p class="time-clock">
        <time>{clockTime(now, timezone)}</time>
        <span>
          {shortDay(now, timezone, locale())} · {placeOf(timezone)}
        </span>
      </p>
      <p class="time-says" role="status">
        {wordsFor(clock, begins)}
      </p>
      <div class="time-pace">
        <Button
          pressed={paused}
          disabled={clock.ended}
          onPress={() => void act("pace", { pace: paused ? resume || 30 : 0 })}
        >
          {t(paused ? "demo.pace.go" : "demo.pace.pause")}
        </Button>
        <label>
          <span>{t("demo.pace")}</span>
          <input
            type="range"
            min="0"
            max={PACES.length - 1}
            step="1"
            value={nearest}
            disabled={clock.ended}
            aria-valuetext={paceWords(PACES[nearest] ?? 1)}
            onChange={(event) => void act("pace", { pace: PACES[Number(event.currentTarget.value)] ?? 1 })}
          />
        </label>
      </div>
    </div>
  );
}

const paceWords = (pace: number): string => (pace === 1 ? t("demo.pace.real") : t("demo.pace.times", { pace }));

function wordsFor({ pace, requested, measured, ended }: DemoStatus["clock"], begins: boolean): string {
  if (ended) return t("demo.pace.ended");
  if (begins) return t("demo.pace.begins");
  if (pace === 0) return t("demo.pace.paused");
  if (pace < requested) return `${paceWords(pace)} – ${t("demo.pace.person")}`;
  if (measured > 0 && measured < pace * REACHED_MIN)
    return `${paceWords(pace)} – ${t("demo.pace.slower", { pace: Math.round(measured) })}`;
  return paceWords(pace);
}
