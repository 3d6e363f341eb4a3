import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { diversionAgreed, diversionOf, isGrantId, isStation } from "../../model/diversion.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** Characters of a station's code, and of the other link's grant. */
const [STATION_CHARS, GRANT_CHARS] = [3, 22];

/** The group goes to another station under that station's grant: one side proposes it, the other agrees [21]. */
export function DivertDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const [station, setStation] = useState("");
  const [grant, setGrant] = useState("");
  const group = room.snapshot.value.state.groups[code];
  const body = group === undefined ? null : diversionOf(group, station, grant);
  const rule = useRefusal(body);
  if (group === undefined || group.phase !== "inTransit" || group.departed === null) return <Gone />;
  const proposal = group.diversion;
  const agreed = proposal !== null && proposal.side !== room.device.me.side ? diversionAgreed(group) : null;
  const submit = async (one: typeof body) => {
    if (one !== null && (await room.submit(() => one))) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("law.divert.title")}
      footer={
        <div class="act-pair">
          {agreed !== null && (
            <Button tone="main" size="big" wide onPress={() => void submit(agreed)}>
              {t("law.divert.agree", { station: agreed.station })}
            </Button>
          )}
          <Button
            tone={agreed === null ? "main" : "plain"}
            size="big"
            wide
            disabled={body === null || rule !== null}
            onPress={() => void submit(body)}
          >
            {t(agreed === null ? "law.divert.propose" : "law.divert.other")}
          </Button>
        </div>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
        <span>{t("room.people", { people: group.departed })}</span>
      </p>
      <p>{t("law.divert.says")}</p>
      {proposal !== null && (
        <p role="status">
          <strong>{t(agreed === null ? "law.divert.mine" : "law.divert.theirs", { station: proposal.station })}</strong>{" "}
          {t("law.divert.grantIs", { grant: proposal.grant })}
        </p>
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
      <Refused rule={rule} />
    </ActDialog>
  );
}
