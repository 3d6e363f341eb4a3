import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./base.css";
import "./field.css";

/** A labelled text input with its hint and its fault. `rows` makes it several lines. */
export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly fault?: string | null;
  readonly rows?: number;
  readonly charsMax: number;
  /** The label is for ears only: the place says it for the eye. */
  readonly quiet?: boolean;
  readonly placeholder?: string;
  readonly onEnter?: () => void;
  /** A passphrase, chosen now or given again: not shown while it is typed. */
  readonly secret?: "new" | "current";
}) {
  const id = useId();
  const fault = props.fault ?? null;
  const says = [props.hint === undefined ? null : `${id}-hint`, fault === null ? null : `${id}-fault`].filter(
    (one) => one !== null,
  );
  const shared = {
    id,
    class: "field-input",
    value: props.value,
    maxLength: props.charsMax,
    placeholder: props.placeholder,
    "aria-describedby": says.length === 0 ? undefined : says.join(" "),
    "aria-invalid": fault !== null,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      props.onInput(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || props.onEnter === undefined) return;
      event.preventDefault();
      props.onEnter();
    },
  };
  return (
    <div class="field">
      <label for={id} class={props.quiet === true ? "hidden" : "field-label"}>
        {props.label}
      </label>
      {props.secret !== undefined && <input type="password" autocomplete={`${props.secret}-password`} {...shared} />}
      {props.secret === undefined && props.rows === undefined && <input type="text" autocomplete="off" {...shared} />}
      {props.secret === undefined && props.rows !== undefined && <textarea rows={props.rows} {...shared} />}
      {props.hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {fault !== null && (
        <p class="field-fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
