import type { EventId, GroupCode } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { keptKey } from "../model/acknowledged.ts";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { useAct, usePhone } from "./context.ts";
import { FailureNote } from "./FailureNote.tsx";
import { WindowLine } from "./GoPanel.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { useLog } from "./use-log.ts";
import "./duty-sheets.css";

/** Requests in which the reason is looked for. */
const LOOKED_MAX = 20;

/** The receiving side asks for its grant back: only the sending side can give it, or keep it and say so [18]. */
export function GiveBackSheet({ code }: { readonly code: string }) {
  const { state, noted, close } = usePhone();
  const { failure, busy, act } = useAct();
  const requests = useLog("record", LOOKED_MAX, ["grant.revoke-asked"]);
  const group = state.groups[code];
  const grant = state.grants[group?.grant ?? ""];
  const asked = grant?.revokeAsked ?? null;
  if (grant === undefined || asked === null) return null;
  const request = requests.find(({ intent }) => intent === asked)?.body;
  const give = async () => {
    const done = await act(() => ({
      type: "grant.revoke-accepted",
      group: code as GroupCode,
      grant: grant.id as EventId,
      answers: asked as EventId,
    }));
    if (done) close();
  };
  const keep = async () => {
    const text = t("law.keep.message", { code });
    if (!(await act(() => ({ type: "message.sent", text, group: code as GroupCode })))) return;
    noted.add(keptKey(asked));
    close();
  };
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.giveBack.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button tone="main" size="big" wide disabled={busy} onPress={() => void give()}>
            {t("phone.giveBack.do")}
          </Button>
          <Button size="big" wide disabled={busy} onPress={() => void keep()}>
            {t("law.keep.open")}
          </Button>
        </>
      }
    >
      <div class="duty-sheet">
        {request?.type === "grant.revoke-asked" && (
          <p>
            <strong>{t("law.keep.asked", { reason: request.reason })}</strong>
          </p>
        )}
        <p>{t("phone.giveBack.says")}</p>
        <p>{t("law.keep.says")}</p>
        <WindowLine grant={grant} />
      </div>
    </PhoneSheet>
  );
}
