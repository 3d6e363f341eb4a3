import { useId } from "preact/hooks";
import { t } from "../messages/index.ts";
import { isDigit, typed, type Key } from "./digits.ts";
import { Icon } from "./Icon.tsx";
import "./base.css";
import "./number-pad.css";

const KEYS: readonly (Key | "blank")[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "blank", "0", "erase"];

/** Big keys for a count; a keyboard's digits work too. `null`: nothing typed yet. */
export function NumberPad(props: {
  readonly label: string;
  readonly value: number | null;
  readonly max: number;
  readonly onChange: (value: number | null) => void;
  readonly onEnter?: () => void;
  /** Leaves the figure to the screen around it. */
  readonly bare?: boolean;
}) {
  const id = useId();
  const press = (key: Key) => props.onChange(typed(props.value, key, props.max));
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
      <div class={props.bare === true ? "hidden" : "number-pad-window"}>
        <span class="number-pad-label" id={id}>
          {props.label}
        </span>
        <output class="number-pad-figure" aria-live="polite">
          {props.value ?? <span class="number-pad-empty">–</span>}
        </output>
      </div>
      <PadKeys onPress={press} />
    </div>
  );
}

/** The keys alone, as on a telephone. */
export function PadKeys({ onPress }: { readonly onPress: (key: Key) => void }) {
  return (
    <div class="number-pad-keys">
      {KEYS.map((key) =>
        key === "blank" ? (
          <span key={key} />
        ) : (
          <button
            key={key}
            type="button"
            class="number-pad-key"
            aria-label={key === "erase" ? t("parts.erase") : undefined}
            onClick={() => onPress(key)}
          >
            {key === "erase" ? <Icon name="erase" /> : key}
          </button>
        ),
      )}
    </div>
  );
}
