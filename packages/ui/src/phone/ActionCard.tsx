import type { Group } from "@vado/flow";
import type { GroupCode } from "@vado/protocol";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../messages/index.ts";
import { clockTime, duration } from "../model/time.ts";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { useAct, usePhone, type Phone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { GoPanel, WindowLine } from "./GoPanel.tsx";
import { GroupFacts, PeopleText } from "./GroupFacts.tsx";
import { codeOf, type Action } from "./next-action.ts";
import type { Sheet } from "./sheets.ts";
import "./action-card.css";

/** The one big next action: what it is, for which group, and the button that does it. */
export function ActionCard({ action }: { readonly action: Action }) {
  const phone = usePhone();
  const heading = useId();
  const code = codeOf(action);
  const urgent = action.kind === "stop" || action.kind === "overdue";
  return (
    <section
      class={`action-card ${urgent ? "action-card-urgent" : ""} action-card-${action.kind}`}
      aria-labelledby={heading}
    >
      <p class="action-card-now">{t("phone.now")}</p>
      <h2 class="action-card-title" id={heading}>
        {t(`phone.do.${action.kind}`)}
      </h2>
      {code !== null && (
        <p class="action-card-code">
          <Code value={code} size="title" />
          {"group" in action && typeof action.group === "object" && action.group !== null && (
            <PeopleText group={action.group} />
          )}
        </p>
      )}
      <CardBody action={action} phone={phone} />
    </section>
  );
}

function CardBody({ action, phone }: { readonly action: Action; readonly phone: Phone }) {
  const { me, now, open } = phone;
  const clock = (ms: number) => clockTime(ms, me.timezone);
  switch (action.kind) {
    case "go":
      return (
        <>
          <GoPanel group={action.group} grant={action.grant} />
          <GroupFacts group={action.group} />
        </>
      );
    case "prepare":
    case "confirm":
      return (
        <>
          <GroupFacts group={action.group} />
          <WindowLine grant={action.grant} />
          {action.kind === "prepare" ? (
            <Says>{t("phone.prepare.why")}</Says>
          ) : (
            <Main sheet={{ kind: "confirm", code: action.group.code }}>{t("phone.confirm.open")}</Main>
          )}
        </>
      );
    case "call":
      return <Main sheet={{ kind: "signal", code: action.group.code }}>{t("phone.signal.show")}</Main>;
    case "stop":
      return (
        <>
          <Says>{t("phone.stop.why")}</Says>
          <Main sheet={{ kind: "signal", code: action.group.code }}>{t("phone.signal.stop")}</Main>
          <div class="action-card-pair">
            <Button onPress={() => open({ kind: "count", code: action.group.code, what: "depart" })}>
              {t("phone.stop.left")}
            </Button>
            <Button onPress={() => open({ kind: "count", code: action.group.code, what: "return" })}>
              {t("phone.stop.stayed")}
            </Button>
          </div>
        </>
      );
    case "depart":
      return (
        <>
          <Says>{action.late ? t("phone.depart.late") : t("phone.depart.why")}</Says>
          <Main sheet={{ kind: "count", code: action.group.code, what: "depart" }}>{t("phone.count.open")}</Main>
        </>
      );
    case "countIn": {
      const started = action.group.departedAt ?? action.group.releasedAt;
      const mean = phone.state.agreement?.terms.transitMeanMin;
      return (
        <>
          <GroupFacts group={action.group} />
          {started !== null && mean !== undefined && (
            <Says>
              {action.group.phase === "released"
                ? t("phone.coming.released")
                : t("phone.coming.at", { time: clock(started + mean * 60_000) })}
            </Says>
          )}
          <Main sheet={{ kind: "count", code: action.group.code, what: "arrive" }}>{t("phone.count.open")}</Main>
          <Button wide onPress={() => open({ kind: "scan" })}>
            {t("law.scan.title")}
          </Button>
        </>
      );
    }
    case "receive":
      return <ReceiveBody group={action.group} />;
    case "reconcile":
      return (
        <>
          <Says>
            {t("phone.mismatch.counts", { departed: action.group.departed ?? 0, arrived: action.group.arrived ?? 0 })}
          </Says>
          <Main sheet={{ kind: "reconcile", code: action.group.code }}>
            {action.answer ? t("phone.reconcile.answer") : t("phone.reconcile.propose")}
          </Main>
        </>
      );
    case "overdue":
      return (
        <>
          <Says>{t("phone.overdue.why")}</Says>
          <Main sheet={{ kind: "overdue", code: action.group.code }}>{t("law.overdue.open")}</Main>
        </>
      );
    case "correct":
      return <Main sheet={{ kind: "correct", code: action.group.code }}>{t("phone.reconcile.answer")}</Main>;
    case "divert":
      return (
        <>
          {action.group.diversion !== null && (
            <Says>{t("law.divert.theirs", { station: action.group.diversion.station })}</Says>
          )}
          <Main sheet={{ kind: "divert", code: action.group.code }}>{t("phone.reconcile.answer")}</Main>
        </>
      );
    case "lift":
      return (
        <>
          <Says>{t("phone.lift.by", { side: t(`side.${action.by}`) })}</Says>
          <Main sheet={{ kind: "lift", hold: action.hold }}>{t("phone.lift.open")}</Main>
        </>
      );
    case "giveBack":
      return (
        <>
          <Says>{t("phone.giveBack.why")}</Says>
          <Main sheet={{ kind: "giveBack", code: action.group.code }}>{t("phone.giveBack.open")}</Main>
        </>
      );
    case "conditions":
      return (
        <>
          <Says>{t("phone.conditions.why")}</Says>
          <Main sheet={{ kind: "conditions" }}>{t("phone.conditions.check")}</Main>
        </>
      );
    case "count":
      return <Main sheet={{ kind: "finish", code: action.group.code }}>{t("phone.forming.continue")}</Main>;
    case "new":
      return (
        <>
          <Waiting phone={phone} />
          <Main sheet={{ kind: "new" }}>{t("phone.new.open")}</Main>
        </>
      );
    case "grant":
    case "answer":
      return (
        <>
          <GroupFacts group={action.group} />
          {action.group.readySince !== null && (
            <Says>{t("phone.waits", { time: duration(now - action.group.readySince) })}</Says>
          )}
          {action.kind === "grant" ? (
            <Main sheet={{ kind: "grant", code: action.group.code }}>{t("phone.grant.open")}</Main>
          ) : (
            <Main sheet={{ kind: "defer", code: action.group.code }}>{t("phone.defer.open")}</Main>
          )}
        </>
      );
    case "wait":
      return me.side === "sending" ? <Waiting phone={phone} /> : <Says>{t("phone.wait.receiving")}</Says>;
  }
}

function Says({ children }: { readonly children: ComponentChildren }) {
  return <p class="action-card-says">{children}</p>;
}

function Main({ sheet, children }: { readonly sheet: Sheet; readonly children: ComponentChildren }) {
  const { open } = usePhone();
  return (
    <Button tone="main" size="big" wide onPress={() => open(sheet)}>
      {children}
    </Button>
  );
}

/** How many groups wait for an answer, beside the next action of a sending side. */
function Waiting({ phone }: { readonly phone: Phone }) {
  const waiting = Object.values(phone.state.groups).filter(
    ({ phase, endedAt }) => endedAt === null && (phase === "ready" || phase === "deferred" || phase === "declined"),
  );
  return <Says>{t("phone.wait.sending", { count: waiting.length })}</Says>;
}

function ReceiveBody({ group }: { readonly group: Group }) {
  const { failure, busy, act } = useAct();
  return (
    <>
      <GroupFacts group={group} />
      <Says>{group.spontaneous ? t("phone.receive.unannounced") : t("phone.receive.match")}</Says>
      <FailureNote failure={failure} />
      <Button
        tone="main"
        size="big"
        wide
        disabled={busy}
        onPress={() => void act(() => ({ type: "group.received", group: group.code as GroupCode }))}
      >
        {t("phone.receive.open")}
      </Button>
    </>
  );
}
