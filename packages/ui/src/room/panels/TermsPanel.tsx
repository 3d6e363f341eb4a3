import type { Proposal } from "@vado/flow";
import type { StationId, Terms } from "@vado/protocol";
import { t, type MessageId } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { ChainCheck } from "../acts/ChainCheck.tsx";
import { termLines } from "../terms.ts";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

const MAY_PROPOSE: ReadonlySet<string> = new Set(["duty", "supervisor", "planner"]);

/** The agreement in force, what is proposed, and the stations at the two ends. */
export function TermsPanel() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const proposals = Object.values(state.proposals).toSorted((a, b) => a.version - b.version);
  return (
    <div class="room-cards">
      <Stations />
      <section aria-label={t("room.proposals")}>
        <h3>{t("room.proposals")}</h3>
        {proposals.length === 0 && <p class="room-empty">{t("room.noProposals")}</p>}
        <ul class="room-items">
          {proposals.map((proposal) => (
            <ProposalLine key={proposal.version} proposal={proposal} />
          ))}
        </ul>
      </section>
      <Figures />
      <section aria-label={t("room.agreement")}>
        <h3>{t("room.agreement")}</h3>
        {state.agreement === null ? (
          <p class="room-attention">{t("rule.A1.why")}</p>
        ) : (
          <>
            <p>
              {t("room.inForce", { version: state.agreement.version })} <At at={state.agreement.from} />
            </p>
            <TermsTable terms={state.agreement.terms} />
            {MAY_PROPOSE.has(room.device.me.role) && (
              <>
                <ChainCheck terms={state.agreement.terms} />
                <Button onPress={() => (room.act.value = { kind: "propose" })}>{t("room.propose")}</Button>
              </>
            )}
          </>
        )}
        {state.agreed.map((next) => (
          <p key={next.version}>
            {t("room.agreedFrom", { version: next.version })} <At at={next.from} />
          </p>
        ))}
      </section>
    </div>
  );
}

export function TermsTable({ terms, against }: { readonly terms: Terms; readonly against?: Terms }) {
  const before = against === undefined ? null : new Map(termLines(against).map((line) => [line.id, line.value]));
  return (
    <dl class="terms">
      {termLines(terms).map(({ id, value }) => {
        const changed = before !== null && before.get(id) !== value;
        return (
          <div key={id} class={changed ? "terms-changed" : ""}>
            <dt>{t(id)}</dt>
            <dd>
              {changed && <s>{before.get(id)}</s>} {value}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function ProposalLine({ proposal }: { readonly proposal: Proposal }) {
  const room = useRoom();
  const signed = proposal.signed[room.device.me.side];
  return (
    <li>
      <p>
        <strong>{t("room.proposed", { version: proposal.version })}</strong> {t("room.validFrom")}{" "}
        <At at={proposal.validFrom} />
      </p>
      <p class="hold-sides">
        {(["sending", "receiving"] as const).map((side) => (
          <span key={side} class={proposal.signed[side] ? "hold-lifted" : "hold-stands"}>
            {t(proposal.signed[side] ? "room.signed" : "room.unsigned", { side: t(`side.${side}`) })}
          </span>
        ))}
      </p>
      <Button
        tone={signed ? "plain" : "main"}
        onPress={() => (room.act.value = { kind: "proposal", version: proposal.version })}
      >
        {t(signed ? "act.read" : "act.sign")}
      </Button>
    </li>
  );
}

function Stations() {
  const room = useRoom();
  const { me } = room.device;
  const { stations } = room.snapshot.value.state;
  return (
    <section aria-label={t("room.stations")}>
      <h3>{t("room.stations")}</h3>
      <ul class="room-items">
        {(["sending", "receiving"] as const).map((side) => (
          <li key={side} class="station-line">
            <p>
              <strong>{me.stations[side].name}</strong> · {t(`side.${side}`)} ·{" "}
              {t(stations[side].open ? "room.open" : "room.closed")}
            </p>
            {side === me.side && (
              <StationSwitch open={stations[side].open} station={me.stations[side].id as StationId} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function StationSwitch({ open, station }: { readonly open: boolean; readonly station: StationId }) {
  const room = useRoom();
  // Closing says why; opening speaks for itself.
  const press = () => {
    if (open) room.act.value = { kind: "station" };
    else void room.submit(() => ({ type: "station.opened", station }));
  };
  return <Button onPress={press}>{t(open ? "act.closeStation" : "act.openStation")}</Button>;
}

const FIGURES = ["groups", "departed", "received", "spontaneous", "returned", "missing", "miscount"] as const;

/** People counted on this link since its log began: actual figures, both sides' counts. */
function Figures() {
  const { totals } = useRoom().snapshot.value.state;
  return (
    <section aria-label={t("room.figures")}>
      <h3>
        {t("room.figures")} <span class="room-soft">{t("room.actual")}</span>
      </h3>
      <dl class="terms">
        {FIGURES.map((name) => (
          <div key={name}>
            <dt>{t(`room.figure.${name}` as MessageId)}</dt>
            <dd>{totals[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
