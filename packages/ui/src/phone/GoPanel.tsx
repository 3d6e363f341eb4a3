import type { Grant, Group } from "@vado/flow";
import { t } from "../messages/index.ts";
import { releaseOf, releaseRefusals } from "../model/law.ts";
import { clockTime, countdown } from "../model/time.ts";
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
  const early = now < grant.from;
  const refusal = device.may(releaseOf(grant));
  const rules = releaseRefusals(state, grant, now);
  // What only the device knows, such as a lost line, comes before what the link's rules say.
  if (refusal !== null && refusal.rule !== "H8.window" && !rules.includes(refusal.rule)) rules.unshift(refusal.rule);
  return (
    <div class="go-panel">
      <WindowLine grant={grant} />
      {rules.length > 0 && (
        <ul class="go-panel-rules">
          {rules.map((rule) => (
            <li key={rule}>
              <Icon name="incident" />
              <RuleSentences rule={rule} />
            </li>
          ))}
        </ul>
      )}
      <ProtectionNote needs={group.needs} />
      <FailureNote failure={failure} />
      {sending ? (
        <p class="go-panel-sending" role="status">
          {t("phone.go.sending")}
        </p>
      ) : (
        <HoldButton
          tone="go"
          shape="clear"
          disabled={busy || early || refusal !== null}
          onHeld={() => void act(() => releaseOf(grant))}
        >
          {t("phone.go.word")}
        </HoldButton>
      )}
      {rules.includes("H8.conditions") && (
        <button type="button" class="button button-plain button-wide" onClick={() => open({ kind: "conditions" })}>
          {t("phone.conditions.check")}
        </button>
      )}
    </div>
  );
}
