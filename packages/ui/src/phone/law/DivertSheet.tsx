import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { diversionAgreed, diversionOf, isGrantId, isStation } from "../../model/diversion.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { useAct, usePhone } from "../context.ts";
import { FailureNote, RuleSentences } from "../FailureNote.tsx";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { Over } from "./ReasonSheet.tsx";
import "../duty-sheets.css";

/** Characters of a station's code, and of the other link's grant. */
const [STATION_CHARS, GRANT_CHARS] = [3, 22];

/** The group goes to another station under that station's grant: one side proposes it, the other agrees [21]. */
export function DivertSheet({ code }: { readonly code: string }) {
  const { state, me, device, close } = usePhone();
  const { failure, busy, act } = useAct();
  const [station, setStation] = useState("");
  const [grant, setGrant] = useState("");
  const group = state.groups[code];
  if (group === undefined || group.phase !== "inTransit" || group.departed === null)
    return <Over title={t("law.divert.title")} says={t("law.divert.over")} />;
  const proposal = group.diversion;
  const theirs = proposal !== null && proposal.side !== me.side;
  const body = diversionOf(group, station, grant);
  const refusal = body === null ? null : device.may(body);
  const agreed = theirs ? diversionAgreed(group) : null;
  const propose = async () => {
    if (body !== null && (await act(() => body))) close();
  };
  const agree = async () => {
    if (agreed !== null && (await act(() => agreed))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("law.divert.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          {agreed !== null && (
            <Button tone="main" size="big" wide disabled={busy} onPress={() => void agree()}>
              {t("law.divert.agree", { station: agreed.station })}
            </Button>
          )}
          <Button
            tone={theirs ? "plain" : "main"}
            size="big"
            wide
            disabled={busy || body === null || refusal !== null}
            onPress={() => void propose()}
          >
            {t(theirs ? "law.divert.other" : "law.divert.propose")}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("law.divert.says")}</p>
        {proposal !== null && (
          <Banner
            tone="note"
            title={t(theirs ? "law.divert.theirs" : "law.divert.mine", { station: proposal.station })}
          >
            {t("law.divert.grantIs", { grant: proposal.grant })}
          </Banner>
        )}
        <Field
          label={t("law.divert.station")}
          value={station}
          charsMax={STATION_CHARS}
          onInput={(text) => setStation(text.toUpperCase())}
          fault={station === "" || isStation(station) ? null : t("law.divert.stationForm")}
        />
        <Field
          label={t("law.divert.grant")}
          hint={t("law.divert.grantWhere")}
          value={grant}
          charsMax={GRANT_CHARS}
          onInput={(text) => setGrant(text.trim())}
          fault={grant === "" || isGrantId(grant) ? null : t("law.divert.grantForm")}
        />
        {refusal !== null && (
          <Banner tone="stop" icon="incident">
            <RuleSentences rule={refusal.rule} />
          </Banner>
        )}
      </div>
    </PhoneSheet>
  );
}
