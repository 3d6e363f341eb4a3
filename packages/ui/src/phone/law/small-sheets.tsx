import { openGrantOf } from "@vado/flow";
import type { EventId, GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { asideFor, asideOf } from "../../model/set-aside.ts";
import { whyOf } from "../../model/rule-text.ts";
import { tell } from "../../model/words.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { Field } from "../../parts/Field.tsx";
import { useAct, usePhone } from "../context.ts";
import { FailureNote } from "../FailureNote.tsx";
import { WindowLine } from "../GoPanel.tsx";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { reasonsFor } from "../ReasonChoice.tsx";
import { Over, ReasonSheet } from "./ReasonSheet.tsx";

/** Characters of a name that is written for whom children were referred to. */
const TO_CHARS_MAX = 80;

/** The receiving side asks for its grant back [18]. */
export function AskBackSheet({ code }: { readonly code: string }) {
  const { state, now } = usePhone();
  const grant = openGrantOf(state, code, now);
  if (grant === undefined || grant.revokeAsked !== null)
    return (
      <Over title={t("law.askBack.title")} says={t(grant === undefined ? "law.offline.gone" : "law.askBack.asked")} />
    );
  return (
    <ReasonSheet
      title={t("law.askBack.title")}
      code={code}
      label={t("law.reason.why")}
      reasons="askBack"
      verb={t("law.askBack.do")}
      body={(reason) => ({
        type: "grant.revoke-asked",
        group: code as GroupCode,
        grant: grant.id as EventId,
        reason,
      })}
    >
      <p>{t("law.askBack.says")}</p>
      <WindowLine grant={grant} />
    </ReasonSheet>
  );
}

/** Children who travel alone: one tap says to whom they were referred (H7). */
export function ReferSheet({ code }: { readonly code: string }) {
  const { close } = usePhone();
  const { failure, busy, act } = useAct();
  const [own, setOwn] = useState("");
  const refer = async (to: string) => {
    if (await act(() => ({ type: "group.referred", group: code as GroupCode, to }))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("law.refer.title")} <Code value={code} />
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("law.refer.says")}</p>
        <FailureNote failure={failure} />
        {reasonsFor("refer").map((to) => (
          <Button key={to} size="big" wide disabled={busy} onPress={() => void refer(to)}>
            {to}
          </Button>
        ))}
        <Field
          label={t("law.refer.other")}
          hint={t("phone.noNames")}
          value={own}
          charsMax={TO_CHARS_MAX}
          onInput={setOwn}
        />
        <Button wide disabled={busy || own.trim() === ""} onPress={() => void refer(own.trim())}>
          {t("law.refer.do")}
        </Button>
      </div>
    </PhoneSheet>
  );
}

/** A supervisor sets one of two rules aside for this group, as it stands. */
export function AsideSheet({ code }: { readonly code: string }) {
  const { state, me, now } = usePhone();
  const group = state.groups[code];
  const rule = group === undefined ? undefined : asideFor(state, group, now)[0];
  if (group === undefined || rule === undefined)
    return <Over title={t("law.aside.title")} says={t("law.aside.none")} />;
  return (
    <ReasonSheet
      title={t("law.aside.title")}
      code={code}
      label={t("law.reason.why")}
      reasons="aside"
      verb={t("law.aside.do")}
      body={(reason) => asideOf(group, rule, reason) ?? { type: "message.sent", text: reason }}
    >
      <p>
        <strong>{tell(whyOf(rule), me.timezone)}</strong>
      </p>
      <p>{t(rule === "H2.unit" ? "law.aside.unit" : "law.aside.overtaking")}</p>
    </ReasonSheet>
  );
}
