import { openGrantOf } from "@vado/flow";
import type { EventId, GroupCode } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { keptKey } from "../../model/acknowledged.ts";
import { reasonsFor } from "../../phone/ReasonChoice.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** The receiver asks for its grant back; the sender may give it. */
export function RevokeDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const grant = openGrantOf(room.snapshot.value.state, code, room.now.value);
  if (grant === undefined) return <Gone />;
  return (
    <ReasonDialog
      title={t("room.revokeTitle")}
      says={t("room.revokeSays")}
      label={t("law.reason.why")}
      verb="act.revokeAsk"
      about={code}
      presets={reasonsFor("askBack")}
      body={(reason) => ({
        type: "grant.revoke-asked",
        group: code as GroupCode,
        grant: grant.id as EventId,
        reason,
      })}
    />
  );
}

/** The sender gives the grant back, or keeps it and says so in the chat [18]. */
export function GiveBackDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const grant = openGrantOf(state, code, room.now.value);
  const asked = grant?.revokeAsked ?? null;
  const body =
    grant === undefined || asked === null
      ? null
      : ({
          type: "grant.revoke-accepted",
          group: code as GroupCode,
          grant: grant.id as EventId,
          answers: asked as EventId,
        } as const);
  const rule = useRefusal(body);
  if (grant === undefined || body === null || asked === null) return <Gone />;
  const request = room.log.entries.value.find(({ intent }) => intent === asked)?.body;
  const give = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  const keep = async () => {
    const text = t("law.keep.message", { code });
    if (!(await room.submit(() => ({ type: "message.sent", text, group: code as GroupCode })))) return;
    room.acknowledged.add(keptKey(asked));
    room.act.value = null;
  };
  return (
    <ActDialog
      title={t("phone.giveBack.title")}
      footer={
        <div class="act-pair">
          <Button tone="main" size="big" wide disabled={rule !== null} onPress={() => void give()}>
            {t("act.revokeAccept")}
          </Button>
          <Button size="big" wide onPress={() => void keep()}>
            {t("law.keep.open")}
          </Button>
        </div>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
        <span>
          <At at={grant.from} />–<At at={grant.to} />
        </span>
      </p>
      {request?.type === "grant.revoke-asked" && (
        <p>
          <strong>{t("law.keep.asked", { reason: request.reason })}</strong>
        </p>
      )}
      <p>{t("phone.giveBack.says")}</p>
      <p class="room-soft">{t("law.keep.says")}</p>
      <Refused rule={rule} />
    </ActDialog>
  );
}
