import { stepped } from "./digits.ts";
import { Icon } from "./Icon.tsx";
import { t } from "../messages/index.ts";
import "./base.css";
import "./stepper.css";

/** A small count in a row: one less, the figure (tapped to type it), one more, five more. */
export function Stepper(props: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  /** Opens a number pad for the figure. */
  readonly onType?: () => void;
}) {
  const { label, value, max, onChange } = props;
  const by = (step: number) => onChange(stepped(value, step, max));
  return (
    <div class="stepper" role="group" aria-label={label}>
      <span class="stepper-label" aria-hidden="true">
        {label}
      </span>
      <button
        type="button"
        class="stepper-key"
        disabled={value === 0}
        aria-label={t("parts.less", { label })}
        onClick={() => by(-1)}
      >
        <Icon name="minus" />
      </button>
      <button
        type="button"
        class={`stepper-value ${value === 0 ? "stepper-nought" : ""}`}
        aria-label={t("parts.typeFor", { label, count: value })}
        disabled={props.onType === undefined}
        onClick={props.onType}
      >
        <span aria-live="polite">{value}</span>
      </button>
      <button
        type="button"
        class="stepper-key"
        disabled={value >= max}
        aria-label={t("parts.more", { label, by: 1 })}
        onClick={() => by(1)}
      >
        +1
      </button>
      <button
        type="button"
        class="stepper-key"
        disabled={value >= max}
        aria-label={t("parts.more", { label, by: 5 })}
        onClick={() => by(5)}
      >
        +5
      </button>
    </div>
  );
}
