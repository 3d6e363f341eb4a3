import { t } from "../../messages/index.ts";
import { offersView, placesView, type OfferRow, type PlacesView } from "../../model/places.ts";
import { Button } from "../../parts/Button.tsx";
import { Panel } from "../Panel.tsx";
import { At, useSay } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** The receiving station: places as they are, as expected and as predicted, and what is offered of them. */
export function PlacesPanel() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const now = room.slow.value;
  const places = placesView(state, now);
  const offers = offersView(state, now);
  return (
    <Panel
      at="places"
      scrolls
      title={t("room.placesAt", { station: room.device.me.stations.receiving.name })}
      tools={
        room.device.drill !== undefined &&
        room.device.me.side === "receiving" && (
          <Button tone="bare" onPress={() => (room.act.value = { kind: "offer" })}>
            {t("act.offer")}
          </Button>
        )
      }
    >
      {places === null ? <p class="room-empty">{t("room.noPlaces")}</p> : <Places places={places} />}
      {offers.length === 0 ? (
        <p class="room-empty">{t("room.noOffers")}</p>
      ) : (
        <ul class="offers" aria-label={t("room.offers")}>
          {offers.map((offer) => (
            <Offer key={offer.id} offer={offer} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Places({ places }: { readonly places: PlacesView }) {
  const { total, occupied, coming, free, reserve } = places;
  const share = (people: number) => (total === null || total === 0 ? 0 : Math.min(100, (people / total) * 100));
  return (
    <div class={`places ${places.fresh ? "" : "places-stale"}`}>
      {total !== null && (
        <div class="places-bar" aria-hidden="true">
          <span class="places-occupied" style={{ width: `${share(occupied)}%` }} />
          <span class="places-coming" style={{ width: `${share(coming)}%` }} />
          <span class="places-reserve" style={{ width: `${share(reserve)}%` }} />
        </div>
      )}
      <dl class="places-figures">
        <div>
          <dt>
            <i class="places-key places-occupied" />
            {t("room.occupied")}
          </dt>
          <dd>
            <strong>{occupied}</strong> <span class="room-soft">{t("room.actual")}</span>
          </dd>
        </div>
        <div>
          <dt>
            <i class="places-key places-coming" />
            {t("room.coming")}
          </dt>
          <dd>
            <strong>{coming}</strong> <span class="room-soft">{t("room.expected")}</span>
          </dd>
        </div>
        <div>
          <dt>
            <i class="places-key" />
            {t("room.free")}
          </dt>
          <dd>
            <strong>{free ?? "∞"}</strong> <span class="room-soft">{t("room.predicted")}</span>
          </dd>
        </div>
      </dl>
      <p class="places-as-of">
        {total === null ? t("room.totalNone") : t("room.total", { total, reserve })} · {t("room.asOf")}{" "}
        <At at={places.asOf} />
        {!places.fresh && <strong> · {t("room.stale")}</strong>}
      </p>
    </div>
  );
}

function Offer({ offer }: { readonly offer: OfferRow }) {
  const { at } = useSay();
  const used = offer.people === 0 ? 0 : Math.min(100, (offer.consumed / offer.people) * 100);
  return (
    <li class={offer.withdrawn ? "offer-withdrawn" : ""}>
      <span class="offer-time">{`${at(offer.from)}–${at(offer.to)}`}</span>
      <span class="offer-bar" aria-hidden="true">
        <span style={{ width: `${used}%` }} />
      </span>
      <span class="offer-room">
        {offer.withdrawn ? t("room.withdrawn") : t("room.roomOf", { room: offer.room, people: offer.people })}
      </span>
    </li>
  );
}
