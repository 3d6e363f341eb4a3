import { openGrantOf } from "@vado/flow";
import type { BodyOf, EventId, GroupCode } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { duration } from "../../model/time.ts";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { digitsOut, spellOut } from "../spell-out.ts";
import { useSay } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** The read-back: code, count and window, as they are said aloud; then confirmed. */
export function ConfirmDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const { at } = useSay();
  const now = room.now.value;
  const grant = openGrantOf(room.snapshot.value.state, code, now);
  const body: BodyOf<"slot.confirmed"> | null =
    grant === undefined
      ? null
      : {
          type: "slot.confirmed",
          group: code as GroupCode,
          grant: grant.id as EventId,
          answers: grant.id as EventId,
          headcount: grant.headcount,
          from: grant.from,
          to: grant.to,
        };
  const rule = useRefusal(body);
  if (grant === undefined || body === null) return <Gone />;
  const confirm = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.confirmTitle")}
      footer={
        <HoldButton tone="main" disabled={rule !== null} onHeld={() => void confirm()}>
          {t("act.confirm")}
        </HoldButton>
      }
    >
      <p>{t("room.readAloud")}</p>
      <dl class="read-back">
        <div>
          <dt>{t("room.col.group")}</dt>
          <dd class="read-back-big">{code}</dd>
          <dd>{spellOut(code)}</dd>
        </div>
        <div>
          <dt>{t("room.peopleWord")}</dt>
          <dd class="read-back-big">{grant.headcount}</dd>
          <dd>{digitsOut(grant.headcount)}</dd>
        </div>
        <div>
          <dt>{t("room.col.window")}</dt>
          <dd class="read-back-big">{`${at(grant.from)} – ${at(grant.to)}`}</dd>
          <dd>
            {grant.from > now
              ? t("room.opensInLong", { ago: duration(grant.from - now) })
              : t("room.endsInLong", { ago: duration(grant.to - now) })}
          </dd>
        </div>
      </dl>
      <Refused rule={rule} />
    </ActDialog>
  );
}
