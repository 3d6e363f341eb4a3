import { openGrantOf } from "@vado/flow";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { RADIO_DIGITS, offlineGo } from "../model/offline-go.ts";
import { Banner } from "../parts/Banner.tsx";
import { Code } from "../parts/Code.tsx";
import { DigitPad } from "../parts/DigitPad.tsx";
import { HoldButton } from "../parts/HoldButton.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote, RuleSentences } from "./FailureNote.tsx";
import { WindowLine } from "./GoPanel.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";

/** GO without a connection and without a fresh log: six digits that the receiving side reads by radio unlock it (OF3). */
export function RadioSheet({ code }: { readonly code: string }) {
  const { device, snapshot, state, me, now, open } = usePhone();
  const { failure, busy, act } = useAct();
  const [digits, setDigits] = useState("");
  const grant = openGrantOf(state, code, now);
  if (grant === undefined || snapshot.connected)
    return (
      <PhoneSheet title={t("law.offline.title")}>
        <Banner tone="note" title={t(grant === undefined ? "law.offline.gone" : "law.offline.lineBack")} />
      </PhoneSheet>
    );
  const go = offlineGo(device, grant, digits);
  const give = async () => {
    if (go.kind === "ready" && (await act(go.make))) open({ kind: "signal", code });
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("law.offline.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <HoldButton tone="go" shape="clear" disabled={busy || go.kind !== "ready"} onHeld={() => void give()}>
            {t("phone.go.word")}
          </HoldButton>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("law.offline.who", { station: me.stations.receiving.name, code })}</p>
        <DigitPad label={t("law.offline.digits")} value={digits} digits={RADIO_DIGITS} onChange={setDigits} />
        {go.kind === "wrongCode" && <Banner tone="stop" icon="incident" title={t("law.offline.wrong")} />}
        {go.kind === "refused" && (
          <Banner tone="stop" icon="incident">
            <RuleSentences rule={go.rule} />
          </Banner>
        )}
        {go.kind === "ready" && (
          <Banner tone="good" icon="check" title={t("law.offline.readyRadio")}>
            {t("law.offline.within", { minutes: state.agreement?.terms.offlineMaxMin ?? 0 })}
          </Banner>
        )}
        <WindowLine grant={grant} />
      </div>
    </PhoneSheet>
  );
}
