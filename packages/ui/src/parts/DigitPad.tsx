import { useId } from "preact/hooks";
import { isDigit, type Key } from "./digits.ts";
import { PadKeys } from "./NumberPad.tsx";

/** Big keys for a code of digits, in which a nought at the beginning counts; a keyboard's digits work too. */
export function DigitPad(props: {
  readonly label: string;
  readonly value: string;
  readonly digits: number;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const press = (key: Key) => {
    if (key === "erase") props.onChange(props.value.slice(0, -1));
    else if (props.value.length < props.digits) props.onChange(props.value + key);
  };
  return (
    <div
      class="number-pad"
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (isDigit(event.key)) press(event.key);
        else if (event.key === "Backspace") press("erase");
        else return;
        event.preventDefault();
      }}
    >
      <div class="number-pad-window">
        <span class="number-pad-label" id={id}>
          {props.label}
        </span>
        <output class="number-pad-figure" aria-live="polite">
          {props.value.padEnd(props.digits, "·")}
        </output>
      </div>
      <PadKeys onPress={press} />
    </div>
  );
}
