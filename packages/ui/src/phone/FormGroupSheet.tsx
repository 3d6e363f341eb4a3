import type { GroupCode } from "@vado/protocol";
import { useRef } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { ConfirmStep } from "./ConfirmStep.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { BLANK, amendedOf, countFault, formingOf, isForming, largestGroup, readyOf, type Forming } from "./forming.ts";
import { NeedsStep } from "./NeedsStep.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { UnitsStep } from "./UnitsStep.tsx";
import { useDraft } from "./use-draft.ts";
import "./form-group.css";

const STEPS = ["count", "needs", "confirm"] as const;

/**
 * A group counted in three steps: families, needs, the two confirmations. The group is told open with the first tap, so that its code is
 * taken; it is told ready at the end. `amend`: the same for a group that changed.
 */
export function FormGroupSheet(props: {
  readonly code: string;
  readonly amend: boolean;
  readonly since?: number | undefined;
}) {
  const { state, close, open } = usePhone();
  const code = props.code as GroupCode;
  const group = state.groups[code];
  const { failure, busy, act } = useAct();
  const opening = useAct();
  const initial = useRef<Forming | null>(null);
  initial.current ??= props.amend && group !== undefined ? formingOf(group) : BLANK;
  const name = props.amend ? `amend ${code} ${group?.version ?? 0}` : `form ${code}`;
  const draft = useDraft<Forming>(name, "record", initial.current, isForming, props.amend ? close : undefined);
  const forming = draft.value;
  const step = forming.step;
  const largest = largestGroup(state.agreement?.terms);
  const fault = countFault(forming.count, largest);

  const opened = useRef(false);
  const tellOpen = () => opening.act(() => ({ type: "group.opened", group: code }));
  const unopened = !props.amend && group === undefined;
  const change = (next: Partial<Forming>) => {
    draft.set({ ...forming, ...next });
    if (!unopened || opened.current) return;
    opened.current = true;
    void tellOpen();
  };
  const tell = async () => {
    if (unopened && !(await tellOpen())) return;
    const done = await act((intent) => {
      draft.becomes(intent);
      return props.amend ? amendedOf(code, forming, group?.version ?? 0) : readyOf(code, forming, props.since);
    });
    if (!done) return draft.remains();
    draft.clear();
    close();
  };
  const back = () => (step === 0 ? close() : draft.set({ ...forming, step: (step - 1) as 0 | 1 }));
  const told = group !== undefined && !props.amend && group.phase !== "forming";
  if (told) return <AlreadyTold code={code} />;
  return (
    <PhoneSheet
      title={
        <>
          {props.amend ? t("phone.amend.title") : t("phone.new.group")} <Code value={code} />
        </>
      }
      onClose={back}
      footer={
        <>
          <FailureNote failure={failure ?? opening.failure} />
          {opening.failure !== null && (
            <Button wide onPress={() => open({ kind: "new" })}>
              {t("phone.new.otherCode")}
            </Button>
          )}
          {step < 2 ? (
            <Button
              tone="main"
              size="big"
              wide
              disabled={fault !== null}
              onPress={() => draft.set({ ...forming, step: (step + 1) as 1 | 2 })}
            >
              {fault === null ? t("phone.form.next") : t(`phone.form.fault.${fault}`, { max: largest })}
            </Button>
          ) : (
            <Button
              tone="main"
              size="big"
              wide
              disabled={busy || !draft.settled || (!props.amend && !(forming.explained && forming.voluntary))}
              onPress={() => void tell()}
            >
              {props.amend ? t("phone.amend.do") : t("phone.ready.do")}
            </Button>
          )}
        </>
      }
    >
      <ol class="form-group-steps" aria-label={t("phone.form.steps")}>
        {STEPS.map((name_, at) => (
          <li key={name_} class={at === step ? "form-group-here" : ""} aria-current={at === step ? "step" : undefined}>
            {t(`phone.form.step.${name_}`)}
          </li>
        ))}
      </ol>
      {props.amend && group?.grant !== null && step === 0 && (
        <Banner tone="warn" icon="incident" title={t("phone.amend.voids")} />
      )}
      {step === 0 && <UnitsStep count={forming.count} largest={largest} onChange={(count) => change({ count })} />}
      {step === 1 && <NeedsStep forming={forming} onChange={(needs) => change({ needs })} />}
      {step === 2 && <ConfirmStep forming={forming} amend={props.amend} onChange={change} />}
    </PhoneSheet>
  );
}

/** After a reload the act may have been done already. */
function AlreadyTold({ code }: { readonly code: string }) {
  const { open } = usePhone();
  return (
    <PhoneSheet title={<Code value={code} />}>
      <Banner tone="good" icon="check" title={t("phone.ready.told")} />
      <Button wide class="form-group-after" onPress={() => open({ kind: "group", code })}>
        {t("phone.group.open")}
      </Button>
    </PhoneSheet>
  );
}
