import type { Grant, Group } from "@vado/flow";
import { otherSide } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { releaseOf, releaseRefusals } from "../model/law.ts";
import { offlineGo, type OfflineGo } from "../model/offline-go.ts";
import { clockTime, countdown } from "../model/time.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { HoldButton } from "../parts/HoldButton.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote, RuleSentences } from "./FailureNote.tsx";
import { ProtectionNote } from "./GroupFacts.tsx";
import "./go-panel.css";

/** The release window and how long it is open, or until it opens. */
export function WindowLine({ grant }: { readonly grant: Grant }) {
  const { me, now } = usePhone();
  const from = clockTime(grant.from, me.timezone);
  const to = clockTime(grant.to, me.timezone);
  const open = now >= grant.from;
  return (
    <p class={`go-panel-window ${open ? "go-panel-window-open" : ""}`}>
      <span>{t("phone.window", { from, to })}</span>
      <strong>
        {open
          ? t("phone.window.left", { time: countdown(grant.to - now) })
          : t("phone.window.opens", { time: countdown(grant.from - now) })}
      </strong>
    </p>
  );
}

/** GO: held for 600 ms, only when every rule allows it; else every rule that does not, in words. */
export function GoPanel({ group, grant }: { readonly group: Group; readonly grant: Grant }) {
  const { device, snapshot, state, now, open } = usePhone();
  const { failure, busy, act } = useAct();
  const sending = snapshot.outbox.some(({ body }) => body.type === "group.released" && body.group === group.code);
  const offline = snapshot.connected ? null : offlineGo(device, grant, "");
  const rule = offline === null ? (device.may(releaseOf(grant))?.rule ?? null) : ruleOf(offline);
  const rules = releaseRefusals(state, grant, now).filter((one) => offline === null || one !== "H8.fresh");
  // What only the device knows, such as a lost line, comes before what the link's rules say.
  if (rule !== null && rule !== "H8.window" && !rules.includes(rule)) rules.unshift(rule);
  const give = async () => {
    const make = offline?.kind === "ready" ? offline.make : () => releaseOf(grant);
    if ((await act(make)) && offline !== null) open({ kind: "signal", code: group.code });
  };
  return (
    <div class="go-panel">
      <WindowLine grant={grant} />
      <Rules rules={rules} />
      <ProtectionNote needs={group.needs} referred={group.referred} />
      {offline !== null && rules.length === 0 && <OfflineNote go={offline} code={group.code} />}
      <FailureNote failure={failure} />
      {sending ? (
        <p class="go-panel-sending" role="status">
          {t("phone.go.sending")}
        </p>
      ) : (
        offline?.kind !== "radio" && (
          <HoldButton
            tone="go"
            shape="clear"
            disabled={busy || now < grant.from || rule !== null}
            onHeld={() => void give()}
          >
            {t("phone.go.word")}
          </HoldButton>
        )
      )}
      {rules.includes("H8.conditions") && (
        <Button wide onPress={() => open({ kind: "conditions" })}>
          {t("phone.conditions.check")}
        </Button>
      )}
      {rules.includes("H8.referral") && (
        <Button wide onPress={() => open({ kind: "refer", code: group.code })}>
          {t("law.refer.open")}
        </Button>
      )}
    </div>
  );
}

const ruleOf = (go: OfflineGo): string | null => (go.kind === "refused" ? go.rule : null);

function Rules({ rules }: { readonly rules: readonly string[] }) {
  if (rules.length === 0) return null;
  return (
    <ul class="go-panel-rules">
      {rules.map((rule) => (
        <li key={rule}>
          <Icon name="incident" />
          <RuleSentences rule={rule} />
        </li>
      ))}
    </ul>
  );
}

/** What GO stands on without a connection: the last sign of life, or the digits that the other side reads. */
function OfflineNote({ go, code }: { readonly go: OfflineGo; readonly code: string }) {
  const { state, me, open } = usePhone();
  const heard = state.alive[otherSide(me.side)];
  if (go.kind === "radio")
    return (
      <Banner
        tone="note"
        icon="offline"
        title={t("law.offline.radio")}
        actions={
          <Button tone="main" wide onPress={() => open({ kind: "radio", code })}>
            {t("law.offline.type")}
          </Button>
        }
      />
    );
  return (
    <Banner tone="note" icon="offline">
      {heard !== null && t("law.offline.ready", { time: clockTime(heard, me.timezone) })}{" "}
      {t("law.offline.within", { minutes: state.agreement?.terms.offlineMaxMin ?? 0 })}
    </Banner>
  );
}
