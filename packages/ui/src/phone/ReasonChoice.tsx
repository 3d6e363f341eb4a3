import { REASON_CHARS_MAX } from "@vado/protocol";
import { useId } from "preact/hooks";
import { t, type MessageId } from "../messages/index.ts";
import { Field } from "../parts/Field.tsx";
import "./reason-choice.css";

/** Reasons that are at hand for each act; others are written. They say nothing about any person. */
const REASONS = {
  hold: ["water", "crowd", "vehicle", "full", "counts", "other"],
  return: ["choice", "water", "vehicle", "medical"],
  withdraw: ["choice", "later", "vehicle", "mistake"],
  defer: ["places", "vehicle", "interpreter", "busy"],
  askBack: ["full", "vehicle", "staff", "danger"],
  refer: ["authority", "shelter", "agency"],
  aside: ["medical", "family", "protection"],
  station: ["night", "staff", "full", "danger"],
  correct: ["again", "typed", "late"],
} as const;

export type ReasonsOf = keyof typeof REASONS;

/** The sentences for an act, in the language on screen. */
export function reasonsFor(act: ReasonsOf): readonly string[] {
  return REASONS[act].map((key) => t(`phone.reason.${act}.${key}` as MessageId));
}

/** One of a few sentences by a tap, or own words. */
export function ReasonChoice(props: {
  readonly label: string;
  readonly reasons: readonly string[];
  readonly value: string;
  readonly onChange: (reason: string) => void;
}) {
  const name = useId();
  return (
    <fieldset class="reason-choice">
      <legend>{props.label}</legend>
      {props.reasons.map((reason) => (
        <label key={reason} class="reason-choice-one">
          <input type="radio" name={name} checked={props.value === reason} onChange={() => props.onChange(reason)} />
          <span>{reason}</span>
        </label>
      ))}
      <Field
        label={t("phone.reason.own")}
        value={props.reasons.includes(props.value) ? "" : props.value}
        onInput={props.onChange}
        charsMax={REASON_CHARS_MAX}
      />
    </fieldset>
  );
}
