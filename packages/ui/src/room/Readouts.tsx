import { MINUTE_MS, conditionsFresh, logFresh } from "@vado/flow";
import { otherSide } from "@vado/protocol";
import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import { conditionsLeft } from "../model/conditions.ts";
import { paceView, placesView } from "../model/places.ts";
import { duration } from "../model/time.ts";
import { useRoom } from "./room.ts";

/** What stands behind the indication, as instruments: quiet while it is as it should be. */
export function Readouts() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const now = room.now.value;
  const { side } = room.device.me;
  const { rate, quota } = paceView(state, now);
  const places = placesView(state, now);
  const { conditions } = state;
  const heard = state.alive[otherSide(side)];
  const left = conditionsLeft(state, now);
  return (
    <dl class="room-readouts">
      <Readout label={t("room.conditions")} odd={!conditionsFresh(state, now) || conditions?.level !== "good"}>
        {conditions === null
          ? t("room.unknown")
          : t("room.conditionsAgo", {
              level: t(`conditions.${conditions.level}`),
              ago: duration(now - conditions.time),
            })}
        {left !== null && <small>{t("law.conditions.leftShort", { time: duration(left) })}</small>}
      </Readout>
      <Readout label={t("room.contact")} odd={!logFresh(state, side, now)}>
        {heard === null ? t("room.never") : t("room.ago", { ago: seconds(now - heard) })}
      </Readout>
      <Readout label={t("room.places")} odd={places === null || !places.fresh}>
        {places === null
          ? t("room.unknown")
          : places.total === null
            ? t("room.noLimit", { used: places.occupied })
            : `${places.occupied} / ${places.total}`}
      </Readout>
      {rate !== null && (
        <Readout label={t("room.rate")} odd={rate.used >= rate.max}>
          {`${rate.used} / ${rate.max}`}
        </Readout>
      )}
      {quota !== null && (
        <Readout label={t("room.quota")} odd={quota.left === 0}>
          {`${quota.used} / ${quota.max}`}
        </Readout>
      )}
    </dl>
  );
}

/** Under two minutes a sign of life is told in seconds. */
const seconds = (ms: number): string =>
  ms < 2 * MINUTE_MS ? `${Math.max(0, Math.round(ms / 1_000))} s` : duration(ms);

function Readout(props: { readonly label: string; readonly odd: boolean; readonly children: ComponentChildren }) {
  return (
    <div class={props.odd ? "room-odd" : ""}>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
