import type { Group } from "@vado/flow";
import type { GroupCode } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";

/** Both counts beside each other, now that both were made: they match, they differ, or the other side has not told its own. */
export function CountResult({ code }: { readonly code: string }) {
  const { state, close, open } = usePhone();
  const { failure, busy, act } = useAct();
  const group = state.groups[code];
  if (group === undefined) return null;
  const matches = group.phase === "received" || (group.arrived !== null && group.departed === group.arrived);
  const receive = async () => {
    if (await act(() => ({ type: "group.received", group: code as GroupCode }))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.result.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          {group.phase === "mismatch" ? (
            <Button tone="main" size="big" wide onPress={() => open({ kind: "reconcile", code })}>
              {t("phone.reconcile.propose")}
            </Button>
          ) : matches && group.phase === "arrived" ? (
            <Button tone="main" size="big" wide disabled={busy} onPress={() => void receive()}>
              {t("phone.receive.open")}
            </Button>
          ) : (
            <Button size="big" wide onPress={close}>
              {t("phone.done")}
            </Button>
          )}
        </>
      }
    >
      <div class="count-result">
        <CountsTable group={group} />
        {group.phase === "mismatch" ? (
          <Banner tone="warn" icon="incident" title={t("phone.result.differ")}>
            {t("phone.result.differSays")}
          </Banner>
        ) : matches ? (
          <Banner tone="good" icon="check" title={t("phone.result.match")} />
        ) : (
          <Banner tone="note" title={t("phone.result.unknown")}>
            {t("phone.result.unknownSays")}
          </Banner>
        )}
      </div>
    </PhoneSheet>
  );
}

/** The count of each side. The group is handed over as it was, and changes in place: the phone tells when. */
export function CountsTable({ group }: { readonly group: Group }) {
  usePhone();
  return (
    <dl class="count-result-table">
      <div class="count-result-side">
        <dt>{t("phone.result.departed")}</dt>
        <dd class="count-result-figure">{group.departed ?? "–"}</dd>
      </div>
      <div class="count-result-side">
        <dt>{t("phone.result.arrived")}</dt>
        <dd class="count-result-figure">{group.arrived ?? "–"}</dd>
      </div>
    </dl>
  );
}
