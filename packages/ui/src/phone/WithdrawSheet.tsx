import type { GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { ReasonChoice, reasonsFor } from "./ReasonChoice.tsx";
import "./duty-sheets.css";

/** The group does not go, for a reason; its reserved places are free again [17]. */
export function WithdrawSheet({ code }: { readonly code: string }) {
  const { close } = usePhone();
  const { failure, busy, act } = useAct();
  const [reason, setReason] = useState("");
  const tell = async () => {
    if (await act(() => ({ type: "group.withdrawn", group: code as GroupCode, reason: reason.trim() }))) close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.withdraw.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button tone="main" size="big" wide disabled={busy || reason.trim() === ""} onPress={() => void tell()}>
            {t("phone.withdraw.do")}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        <p>{t("phone.withdraw.says")}</p>
        <ReasonChoice
          label={t("phone.reason.withdraw")}
          reasons={reasonsFor("withdraw")}
          value={reason}
          onChange={setReason}
        />
      </div>
    </PhoneSheet>
  );
}
