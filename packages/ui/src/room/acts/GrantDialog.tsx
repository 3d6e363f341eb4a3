import { useId, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { grantFor, type GrantOption } from "../../model/grant.ts";
import { NOBODY } from "../../model/law.ts";
import { duration } from "../../model/time.ts";
import { Code } from "../../parts/Code.tsx";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { Say, useSay } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** Options shown: the earliest; later ones come by themselves. */
const OPTIONS_MAX = 6;

/** Grants a group one of the windows that fit what is offered. */
export function GrantDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const [offer, setOffer] = useState<string | null>(null);
  const name = useId();
  const { state } = room.snapshot.value;
  const group = state.groups[code];
  const answer = group === undefined ? null : grantFor(state, group, Math.max(room.slow.value, state.time));
  const options = answer?.ok === true ? answer.options.slice(0, OPTIONS_MAX) : [];
  const chosen = options.find((option) => option.offer === offer) ?? options[0];
  const asked = useRefusal(chosen === undefined ? null : chosen.body(NOBODY));
  // It gets its own number when it is made.
  const rule = asked === "H5.id" ? null : asked;
  if (group === undefined || answer === null) return <Gone />;
  const grant = async () => {
    if (chosen !== undefined && (await room.submit((intent) => chosen.body(intent)))) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.grantTitle")}
      footer={
        <HoldButton tone="main" disabled={chosen === undefined || rule !== null} onHeld={() => void grant()}>
          {t("act.grant")}
        </HoldButton>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
        <span>{t("room.people", { people: group.headcount })}</span>
        <span class="room-soft">{t("room.since", { ago: duration(room.now.value - (group.readySince ?? 0)) })}</span>
      </p>
      <Refused rule={answer.ok ? rule : answer.rule} />
      {answer.ok && (
        <fieldset class="act-options">
          <legend>{t("room.whichWindow")}</legend>
          {options.map((option, i) => (
            <Option
              key={option.offer}
              option={option}
              name={name}
              checked={option === chosen}
              first={i === 0}
              onChoose={() => setOffer(option.offer)}
            />
          ))}
        </fieldset>
      )}
      {answer.ok && answer.notes.length > 0 && (
        <ul class="act-notes">
          {answer.notes.map((note) => (
            <li key={note.id}>
              <Say words={note} />
            </li>
          ))}
        </ul>
      )}
      {chosen !== undefined && <p class="room-soft">{t("room.grantDoes", { people: chosen.headcount, code })}</p>}
    </ActDialog>
  );
}

function Option(props: {
  readonly option: GrantOption;
  readonly name: string;
  readonly checked: boolean;
  readonly first: boolean;
  readonly onChoose: () => void;
}) {
  const { at } = useSay();
  const { option } = props;
  return (
    <label class="act-option">
      <input type="radio" name={props.name} checked={props.checked} autoFocus={props.first} onChange={props.onChoose} />
      <span class="act-option-says">
        <strong>{t("room.goFromTo", { from: at(option.from), to: at(option.to) })}</strong>
        <span>{t("room.arriveFromTo", { from: at(option.arriveFrom), to: at(option.arriveTo) })}</span>
        <span class="room-soft">{t("room.offerAfter", { room: option.room, after: option.roomAfter })}</span>
      </span>
    </label>
  );
}
