import { SLOT_PEOPLE_MAX } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { NOBODY } from "../../model/law.ts";
import { offersFrom } from "../../model/drill-offers.ts";
import { Button } from "../../parts/Button.tsx";
import { NumberPad } from "../../parts/NumberPad.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useSay } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** In a drill nobody's desk offers places: the one who plays the receiving side does, for the coming periods. */
export function OfferDialog() {
  const room = useRoom();
  const { at } = useSay();
  const { state } = room.snapshot.value;
  const [people, setPeople] = useState<number | null>(null);
  const offers = offersFrom(state, room.now.value, people ?? 1);
  const first = offers[0];
  const asked = useRefusal(first === undefined ? null : { ...first, offer: NOBODY });
  // It gets its own number when it is made.
  const rule = asked === "O1.id" ? null : asked;
  const offer = async () => {
    for (const one of offers) if (!(await room.submit((intent) => ({ ...one, offer: intent })))) return;
    room.act.value = null;
  };
  return (
    <ActDialog
      title={t("act.offer")}
      footer={
        <Button
          tone="main"
          size="big"
          wide
          disabled={people === null || people === 0 || first === undefined || rule !== null}
          onPress={() => void offer()}
        >
          {t("act.offer")}
        </Button>
      }
    >
      <p>{t("drill.offerSays")}</p>
      <NumberPad label={t("drill.offerPeople")} value={people} max={SLOT_PEOPLE_MAX} onChange={setPeople} />
      <ul class="act-notes">
        {offers.map((one) => (
          <li key={one.from}>{t("room.arriveFromTo", { from: at(one.from), to: at(one.to) })}</li>
        ))}
      </ul>
      <Refused rule={rule} />
    </ActDialog>
  );
}
