import { t } from "../messages/index.ts";
import { conditionsLeft } from "../model/conditions.ts";
import { indicationOf, knowsOf } from "../model/indication.ts";
import { duration } from "../model/time.ts";
import { tell } from "../model/words.ts";
import { Code } from "../parts/Code.tsx";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { Indication } from "../parts/Indication.tsx";
import { ActionCard } from "./ActionCard.tsx";
import { blinded } from "./blind.ts";
import { usePhone } from "./context.ts";
import { LastAct } from "./LastAct.tsx";
import { actionsOf, codeOf, type Action } from "./next-action.ts";
import type { Sheet } from "./sheets.ts";
import "./shift-screen.css";

/** Reasons shown under the indication; the rest is in the group's and the hold's own screens. */
const REASONS_MAX = 3;

/** The link's indication now, with what is to be counted blind left out. */
export function LinkPlate() {
  const { state, snapshot, me, now } = usePhone();
  const indication = indicationOf(state, now, knowsOf(me, snapshot));
  return (
    <Indication kind={indication.kind} codes={indication.codes}>
      <ul class="shift-reasons">
        {indication.reasons.slice(0, REASONS_MAX).map((reason) => {
          const text = tell(blinded(reason, state, me), me.timezone);
          return <li key={text}>{text}</li>;
        })}
      </ul>
    </Indication>
  );
}

/** The screen of a shift: the signal, the one next thing, what else there is, and what can always be told. */
export function ShiftScreen() {
  const { state, me, now, snapshot, noted } = usePhone();
  if (!snapshot.anchored) return <Joining />;
  const [first, ...rest] = actionsOf(state, me, now, noted.keys.value);
  // Beginning a group is always at hand below; it is not repeated in the list.
  const others = rest.filter(({ kind }) => kind !== "new" && kind !== "wait");
  return (
    <>
      <LinkPlate />
      {first !== undefined && <ActionCard key={`${first.kind} ${codeOf(first) ?? ""}`} action={first} />}
      {others.length > 0 && (
        <section class="shift-also" aria-labelledby="shift-also">
          <h2 id="shift-also" class="shift-heading">
            {t("phone.also")}
          </h2>
          <ul class="shift-list">
            {others.map((action) => (
              <li key={`${action.kind} ${codeOf(action) ?? ""}`}>
                <OtherAction action={action} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <LastAct />
      <QuickActs />
    </>
  );
}

function Joining() {
  const { snapshot } = usePhone();
  return (
    <section class="shift-joining" role="status">
      <h2>{t("phone.joining.title")}</h2>
      <p>{snapshot.joined ? t("phone.joining.state") : t("phone.joining.channel")}</p>
    </section>
  );
}

function OtherAction({ action }: { readonly action: Action }) {
  const { open } = usePhone();
  const code = codeOf(action);
  return (
    <button type="button" class="shift-other" onClick={() => open(sheetOf(action))}>
      {code !== null && <Code value={code} />}
      <span class="shift-other-do">{t(`phone.do.${action.kind}`)}</span>
      <Icon name="next" />
    </button>
  );
}

/** Where an action is done when it is not the first. */
function sheetOf(action: Action): Sheet {
  switch (action.kind) {
    case "conditions":
      return { kind: "conditions" };
    case "lift":
      return { kind: "lift", hold: action.hold };
    case "new":
    case "wait":
      return { kind: "new" };
    case "call":
      return { kind: "signal", code: action.group.code };
    case "depart":
      return { kind: "count", code: action.group.code, what: "depart" };
    case "countIn":
      return { kind: "count", code: action.group.code, what: "arrive" };
    case "count":
      return { kind: "finish", code: action.group.code };
    case "reconcile":
    case "confirm":
    case "grant":
    case "giveBack":
    case "correct":
    case "divert":
    case "overdue":
      return { kind: action.kind, code: action.group.code };
    case "answer":
      return { kind: "defer", code: action.group.code };
    case "stop":
    case "go":
    case "prepare":
    case "receive":
      return { kind: "group", code: action.group.code };
  }
}

/** What an officer can always tell, whatever else is going on. */
function QuickActs() {
  const { me, state, now, open } = usePhone();
  const { conditions } = state;
  const incidents = Object.values(state.incidents).filter((incident) => incident.open);
  const looked =
    conditions === null
      ? t("phone.conditions.never")
      : t("phone.conditions.last", {
          level: t(`conditions.${conditions.level}`),
          time: duration(now - conditions.time),
        });
  const left = conditionsLeft(state, now);
  const conditionsSay =
    left === null ? looked : `${looked} · ${t("law.conditions.leftShort", { time: duration(left) })}`;
  return (
    <section aria-labelledby="shift-tell">
      <h2 id="shift-tell" class="shift-heading">
        {t("phone.tell")}
      </h2>
      <ul class="shift-quick">
        <Quick icon="weather" name={t("phone.conditions.title")} says={conditionsSay} sheet={{ kind: "conditions" }} />
        <Quick
          icon="incident"
          name={t("phone.incident.title")}
          says={t("phone.incident.openCount", { count: incidents.length })}
          sheet={{ kind: "incident", code: null }}
        />
        {me.side === "sending" ? (
          <Quick icon="plus" name={t("phone.new.title")} says={t("phone.new.says")} sheet={{ kind: "new" }} />
        ) : (
          <>
            <Quick icon="screen" name={t("law.scan.title")} says={t("law.scan.says")} sheet={{ kind: "scan" }} />
            <Quick
              icon="arrival"
              name={t("phone.spontaneous.title")}
              says={t("phone.spontaneous.says")}
              sheet={{ kind: "spontaneous" }}
            />
          </>
        )}
      </ul>
      {incidents.length > 0 && (
        <ul class="shift-list shift-incidents">
          {incidents.map((incident) => (
            <li key={incident.id}>
              <button
                type="button"
                class="shift-other"
                onClick={() => open({ kind: "incidentOpen", incident: incident.id })}
              >
                {incident.group !== null && <Code value={incident.group} />}
                <span class="shift-other-do">{t(`incident.${incident.kind}` as "incident.other")}</span>
                <Icon name="next" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Quick(props: {
  readonly icon: IconName;
  readonly name: string;
  readonly says: string;
  readonly sheet: Sheet;
}) {
  const { open } = usePhone();
  return (
    <li>
      <button type="button" class="shift-tile" onClick={() => open(props.sheet)}>
        <Icon name={props.icon} />
        <span class="shift-tile-name">{props.name}</span>
        <span class="shift-tile-says">{props.says}</span>
      </button>
    </li>
  );
}
