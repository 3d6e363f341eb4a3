import type { StationChain, Terms } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { CHAIN_DAYS, chainView } from "../../model/chain.ts";
import { DeskRefused } from "../../model/device.ts";
import { Refused } from "./Refused.tsx";
import { useRoom } from "../room.ts";
import "../chain.css";

/** What these terms do to the own station in the coming weeks, in a picture and in words. */
export function ChainCheck({ terms }: { readonly terms: Terms }) {
  const room = useRoom();
  const { chain, fault } = useChain();
  if (fault !== null) return <Refused rule={fault} />;
  const { me } = room.device;
  const view = chain === null ? null : chainView(chain, me.link, terms, room.slow.value);
  if (view === null) return null;
  const { station, inPerDay, outPerDay, fits } = view;
  const grows = Math.round(station.growthPerDay);
  return (
    <section class="chain" aria-label={t("room.chain")}>
      <h3>
        {t("room.chain")} <span class="room-soft">{t("room.predicted")}</span>
      </h3>
      <p>{t("room.chainFlow", { in: Math.round(inPerDay), out: people(outPerDay) })}</p>
      {station.fullOn === null ? (
        <p>{grows > 0 ? t("room.chainGrows", { people: grows }) : t("room.chainFits", { days: CHAIN_DAYS })}</p>
      ) : (
        <p class="room-attention">
          {t("room.chainOver", { day: station.fullOn + 1, people: grows, limit: station.limit ?? 0 })}{" "}
          {fits !== null && t("room.chainQuota", { people: fits, days: CHAIN_DAYS })}
        </p>
      )}
      <StockPicture stock={station.stock} limit={station.limit} />
    </section>
  );
}

const people = (perDay: number): string => (Number.isFinite(perDay) ? String(Math.round(perDay)) : t("room.unlimited"));

function useChain(): { readonly chain: StationChain | null; readonly fault: string | null } {
  const { desk } = useRoom().device;
  const [chain, setChain] = useState<StationChain | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    desk.chain().then(
      (found) => {
        if (!gone) setChain(found);
      },
      (error: unknown) => {
        if (!gone) setFault(error instanceof DeskRefused ? error.rule : "desk-away");
      },
    );
    return () => {
      gone = true;
    };
  }, [desk]);
  return { chain, fault };
}

const [WIDTH, HEIGHT] = [560, 120];

/** A bar for each day, and a line at the places less their reserve. */
function StockPicture({ stock, limit }: { readonly stock: readonly number[]; readonly limit: number | null }) {
  const top = Math.max(1, ...stock, (limit ?? 0) * 1.15);
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;
  const width = WIDTH / stock.length;
  const last = Math.round(stock.at(-1) ?? 0);
  return (
    <figure class="chain-picture">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("room.chainPicture", { days: stock.length, people: last })}
      >
        {stock.map((value, day) => (
          <rect
            key={day}
            class={limit !== null && value > limit ? "chain-over" : "chain-within"}
            x={day * width + 1}
            width={width - 2}
            y={y(value)}
            height={HEIGHT - y(value)}
          />
        ))}
        {limit !== null && <line class="chain-limit" x1={0} x2={WIDTH} y1={y(limit)} y2={y(limit)} />}
      </svg>
      <figcaption class="room-soft">
        {limit === null
          ? t("room.chainAxis", { days: stock.length, people: last })
          : t("room.chainAxisLimit", { days: stock.length, people: last, limit })}
      </figcaption>
    </figure>
  );
}
