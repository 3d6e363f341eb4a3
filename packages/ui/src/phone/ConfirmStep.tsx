import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import { needsOf, type Forming } from "./forming.ts";
import { NeedsList, ProtectionNote, unitsText } from "./GroupFacts.tsx";
import { counted } from "./units.ts";

/** The group as it will be told, and what only the officer can say: that the journey was explained, and that the people chose it. */
export function ConfirmStep(props: {
  readonly forming: Forming;
  readonly amend: boolean;
  readonly onChange: (change: Partial<Forming>) => void;
}) {
  const { forming, onChange } = props;
  const { people, units } = counted(forming.count);
  return (
    <div class="form-group-confirm">
      <div class="form-group-sum">
        <p class="form-group-people">{t("phone.people", { count: people })}</p>
        <p>{unitsText(units)}</p>
        <NeedsList needs={needsOf(forming)} />
      </div>
      <ProtectionNote needs={needsOf(forming)} />
      {!props.amend && (
        <>
          <Switch on={forming.explained} onChange={(explained) => onChange({ explained })}>
            {t("phone.ready.explained")}
          </Switch>
          <Switch on={forming.voluntary} onChange={(voluntary) => onChange({ voluntary })}>
            {t("phone.ready.voluntary")}
          </Switch>
        </>
      )}
    </div>
  );
}

function Switch(props: {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="form-group-switch">
      <input
        type="checkbox"
        role="switch"
        checked={props.on}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.children}</span>
    </label>
  );
}
