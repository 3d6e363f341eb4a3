import { isOpenGrant, isOverdue, mayRelease, openGrantOf, phaseAt, type Group } from "@vado/flow";
import type { GroupCode } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { countsOf } from "../model/correction.ts";
import { asideFor } from "../model/set-aside.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { RadioCode } from "../parts/RadioCode.tsx";
import { Shape } from "../parts/Shape.tsx";
import { usePhone, type Phone } from "./context.ts";
import { GoPanel, WindowLine } from "./GoPanel.tsx";
import { GroupFacts } from "./GroupFacts.tsx";
import { SHAPES } from "./GroupsScreen.tsx";
import { isBlind } from "./blind.ts";
import { phaseWord } from "./my-groups.ts";
import { PhoneSheet } from "./PhoneSheet.tsx";
import type { Sheet } from "./sheets.ts";
import { Timeline } from "./Timeline.tsx";
import "./group-sheet.css";

/** One group: where it is, who is in it, what can be done, and what was said about it. */
export function GroupSheet({ code }: { readonly code: string }) {
  const phone = usePhone();
  const { state, me, now, open, hold, chat } = phone;
  const group = state.groups[code];
  if (group === undefined)
    return (
      <PhoneSheet title={<Code value={code} />}>
        <Banner tone="note" title={t("phone.group.unknown")} />
      </PhoneSheet>
    );
  const phase = phaseWord(state, group, now);
  const shape = SHAPES[phase];
  const grant = state.grants[group.grant ?? ""];
  const openGrant = isOpenGrant(grant, now) ? grant : undefined;
  return (
    <PhoneSheet title={<Code value={code} size="title" />}>
      <div class="phone-group">
        <p class="phone-group-phase">
          {shape !== undefined && <Shape kind={shape} />}
          {t(`phase.${phase}`)}
        </p>
        <GroupFacts group={group} people />
        {group.departed !== null && group.arrived !== null && (
          <p>{t("phone.mismatch.counts", { departed: group.departed, arrived: group.arrived })}</p>
        )}
        {openGrant !== undefined &&
          (mayRelease(state, me.device, me, now) ? (
            <GoPanel group={group} grant={openGrant} />
          ) : (
            <WindowLine grant={openGrant} />
          ))}
        {openGrant !== undefined && openGrant.revokeAsked !== null && me.side === "receiving" && (
          <Banner tone="note" title={t("law.askBack.asked")} />
        )}
        {openGrant !== undefined && me.side === "receiving" && <RadioCode grant={openGrant.id} code={code} />}
        <div class="phone-group-acts">
          {actsFor(phone, group).map(({ sheet, say }) => (
            <Button key={say} wide onPress={() => open(sheet)}>
              {say}
            </Button>
          ))}
          {group.endedAt === null && (
            <Button wide onPress={() => hold(code as GroupCode)}>
              {t("phone.hold.onlyGroup")}
            </Button>
          )}
          <Button wide icon="chat" onPress={() => chat(code)}>
            {t("phone.chat.about")}
          </Button>
        </div>
        {!isBlind(group, me) && <Timeline code={code} />}
      </div>
    </PhoneSheet>
  );
}

/** What may be told about a group in its state, by this side. */
function actsFor(phone: Phone, group: Group): { readonly sheet: Sheet; readonly say: string }[] {
  const { me, state, now } = phone;
  const { code } = group;
  const phase = phaseAt(state, group, now);
  const acts: { sheet: Sheet; say: string }[] = [];
  const waits = phase === "ready" || phase === "deferred" || phase === "declined";
  const granted = phase === "granted" || phase === "confirmed";
  const duty = me.role === "duty" || me.role === "supervisor";
  const grant = openGrantOf(state, code, now);
  if (duty && grant !== undefined) {
    if (me.side === "receiving" && grant.revokeAsked === null)
      acts.push({ sheet: { kind: "askBack", code }, say: t("law.askBack.open") });
    if (me.side === "sending" && grant.revokeAsked !== null)
      acts.push({ sheet: { kind: "giveBack", code }, say: t("phone.giveBack.open") });
  }
  if (me.side === "sending") {
    if ((group.needs.unaccompaniedChildren ?? 0) > 0 && !group.referred && (waits || granted))
      acts.push({ sheet: { kind: "refer", code }, say: t("law.refer.open") });
    if (phase === "forming") acts.push({ sheet: { kind: "finish", code }, say: t("phone.forming.continue") });
    if (phase === "confirmed" || phase === "released" || phase === "inTransit")
      acts.push({ sheet: { kind: "ticket", code }, say: t("law.ticket.open") });
    if (phase === "released") acts.push({ sheet: { kind: "signal", code }, say: t("phone.signal.show") });
    if (waits || granted) acts.push({ sheet: { kind: "amend", code }, say: t("phone.amend.open") });
    if (phase === "released" || (phase === "arrived" && group.departed === null))
      acts.push({ sheet: { kind: "count", code, what: "depart" }, say: t("phone.count.depart.title") });
    if (phase === "released" || phase === "inTransit")
      acts.push({ sheet: { kind: "count", code, what: "return" }, say: t("phone.returned.open") });
    if (phase === "returned" && group.readySince !== null)
      acts.push({ sheet: { kind: "new", since: group.readySince }, say: t("phone.returned.again") });
    if (waits || granted) acts.push({ sheet: { kind: "withdraw", code }, say: t("phone.withdraw.open") });
    if (phase === "forming" || phase === "ready")
      acts.push({ sheet: { kind: "count", code, what: "disperse" }, say: t("phone.dispersed.open") });
  } else {
    if (phase === "released" || phase === "inTransit")
      acts.push({ sheet: { kind: "count", code, what: "arrive" }, say: t("phone.count.arrive.title") });
    if (waits && me.role !== "field") acts.push({ sheet: { kind: "grant", code }, say: t("phone.grant.open") });
    if (waits) acts.push({ sheet: { kind: "defer", code }, say: t("phone.defer.open") });
  }
  if (phase === "mismatch") acts.push({ sheet: { kind: "reconcile", code }, say: t("phone.reconcile.title") });
  if (!isBlind(group, me) && countsOf(group).length > 0)
    acts.push({ sheet: { kind: "correct", code }, say: t("law.correct.open") });
  if (isOverdue(state, group, now)) acts.unshift({ sheet: { kind: "overdue", code }, say: t("law.overdue.open") });
  else if (phase === "inTransit" && group.departed !== null)
    acts.push({ sheet: { kind: "divert", code }, say: t("law.divert.open") });
  if (me.role === "supervisor" && asideFor(state, group, now).length > 0)
    acts.push({ sheet: { kind: "aside", code }, say: t("law.aside.open") });
  if (group.endedAt === null) acts.push({ sheet: { kind: "incident", code }, say: t("phone.incident.open") });
  return acts;
}
