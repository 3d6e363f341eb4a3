import { Code, clockTime, t, type MessageId } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import { read, sentenceOf } from "./ask.ts";
import { SightsSchema, type SightsSeen } from "./status.ts";
import "./sights.css";

const EVERY_MS = 2_000;

type Seen = { readonly seen: SightsSeen | null; readonly fault: string | null };

/** What an officer of this side has before the eyes; a strip that folds away. `url`: where to ask, without the side. */
export function Sights(props: {
  readonly side: "sending" | "receiving";
  readonly timezone: string;
  /** Begins folded away. */
  readonly folded?: boolean;
  readonly url?: string;
}) {
  const { side, timezone, url = "/api/demo/sights" } = props;
  const [open, setOpen] = useState(props.folded !== true);
  const { seen, fault } = useSights(`${url}?side=${side}`);
  return (
    <section class="sights" aria-label={`${t("demo.sights")}: ${t(`side.${side}`)}`}>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <strong>{t("demo.sights")}</strong>
          {seen !== null && <span>{inShort(seen, side)}</span>}
        </summary>
        {fault !== null && <p role="status">{fault}</p>}
        {seen !== null && <Body seen={seen} side={side} timezone={timezone} />}
      </details>
    </section>
  );
}

function useSights(url: string): Seen {
  const [now, setNow] = useState<Seen>({ seen: null, fault: null });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const next = document.hidden ? null : await looked(url);
      if (gone) return;
      if (next !== null) setNow((before) => ({ seen: next.seen ?? before.seen, fault: next.fault }));
      timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [url]);
  return now;
}

async function looked(url: string): Promise<Seen> {
  try {
    return { seen: await read(url, SightsSchema), fault: null };
  } catch (error) {
    return { seen: null, fault: sentenceOf(error) };
  }
}

function inShort({ bank, gate, dangers }: SightsSeen, side: "sending" | "receiving"): string {
  const parties = side === "sending" ? bank : gate;
  const people = parties.reduce((sum, party) => sum + party.people, 0);
  const danger = dangers.length > 0 ? ` · ${t("demo.sights.danger")}` : "";
  return t(side === "sending" ? "demo.sights.onBank" : "demo.sights.atGate", { people }) + danger;
}

function Body({
  seen,
  side,
  timezone,
}: {
  readonly seen: SightsSeen;
  readonly side: string;
  readonly timezone: string;
}) {
  const clock = (at: number): string => clockTime(at, timezone);
  return (
    <div class="sights-body">
      {seen.dangers.map(({ why, since }) => (
        <p key={why} class="sights-danger">
          {t("demo.sights.dangerSince", { why, time: clock(since) })}
        </p>
      ))}
      {!seen.open && <p>{t("demo.sights.closed")}</p>}
      <ul>
        {seen.bank.map((party) => (
          <li key={`${party.code ?? ""}${party.since}`}>
            {party.code === null ? <em>{t("demo.sights.noCode")}</em> : <Code value={party.code} />}
            <b>{t("demo.sights.people", { people: party.people })}</b>
            <span>{familiesOf(party.units)}</span>
            <span>{needsOf(party.needs)}</span>
            <span>{t(party.leaving ? "demo.sights.leaving" : "demo.sights.since", { time: clock(party.since) })}</span>
          </li>
        ))}
        {seen.gate.map((party) => (
          <li key={`${party.code ?? ""}${party.since}`}>
            {party.code === null ? <em>{t("demo.sights.unannounced")}</em> : <Code value={party.code} />}
            <b>{t("demo.sights.really", { people: party.people })}</b>
            <span>{t("demo.sights.since", { time: clock(party.since) })}</span>
          </li>
        ))}
      </ul>
      {side === "sending" ? (
        <p>{t("demo.sights.gathering", { people: seen.gathering })}</p>
      ) : (
        seen.gate.length === 0 && <p>{t("demo.sights.gateEmpty")}</p>
      )}
      {seen.hall !== null && <p>{t("demo.sights.hall", { people: seen.hall.unregistered + seen.hall.registered })}</p>}
    </div>
  );
}

/** `12 × 1, 8 × 2, …`: how many families of each size. */
function familiesOf(units: Readonly<Record<string, number>>): string {
  const sizes = Object.entries(units).sort(([a], [b]) => Number(a) - Number(b));
  return sizes.length === 0
    ? ""
    : t("demo.sights.families", { sizes: sizes.map(([size, count]) => `${count} × ${size}`).join(", ") });
}

const NEEDS: Readonly<Record<string, MessageId>> = {
  urgentMedical: "need.urgentMedical",
  limitedMobility: "need.limitedMobility",
  pregnantOrNursing: "need.pregnantOrNursing",
  infants: "need.infants",
  childrenWithFamily: "need.childrenWithFamily",
  unaccompaniedChildren: "need.unaccompaniedChildren",
  olderPeople: "need.olderPeople",
  singleParentFamilies: "need.singleParentFamilies",
  interpreter: "need.interpreter",
  specialDiet: "need.specialDiet",
};

function needsOf(needs: Readonly<Record<string, number>>): string {
  return Object.entries(needs)
    .flatMap(([name, count]) => {
      const id = NEEDS[name];
      return id === undefined || count === 0 ? [] : [`${t(id)}: ${count}`];
    })
    .join(" · ");
}
