import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../messages/index.ts";
import { usePressAndHold, type HoldPhase } from "./press-and-hold.ts";
import { Shape, type ShapeKind } from "./Shape.tsx";
import "./base.css";
import "./button.css";
import "./hold-button.css";

const SAYS: Readonly<Record<HoldPhase, () => string>> = {
  idle: () => t("parts.hold.keep"),
  holding: () => t("parts.hold.holding"),
  "released-early": () => t("parts.hold.early"),
  armed: () => t("parts.hold.again"),
  done: () => t("parts.hold.done"),
};

/** For what cannot be taken back: pressed for 600 ms, with the progress to be seen. */
export function HoldButton(props: {
  readonly tone?: "go" | "stop" | "main";
  readonly shape?: ShapeKind;
  readonly disabled?: boolean;
  readonly onHeld: () => void;
  readonly children: ComponentChildren;
}) {
  const { phase, begin, cancel, click, touch } = usePressAndHold(props.onHeld, props.disabled ?? false);
  const hint = useId();
  const isKey = (event: KeyboardEvent) => event.key === "Enter" || event.key === " ";
  return (
    <div class="hold-button">
      <button
        type="button"
        class={`button button-${props.tone ?? "go"} button-big button-wide hold-button-face`}
        data-phase={phase}
        disabled={props.disabled ?? false}
        aria-describedby={hint}
        onPointerDown={(event) => {
          touch();
          if (event.button === 0) begin();
        }}
        onPointerUp={() => {
          touch();
          cancel();
        }}
        onPointerLeave={cancel}
        onPointerCancel={cancel}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (!isKey(event)) return;
          event.preventDefault();
          if (!event.repeat) begin();
        }}
        onKeyUp={(event) => isKey(event) && cancel()}
        onBlur={cancel}
        onClick={click}
      >
        <span class="hold-button-progress" aria-hidden="true" />
        {props.shape !== undefined && <Shape kind={props.shape} />}
        <span class="button-text">{props.children}</span>
      </button>
      <p id={hint} class="hold-button-hint" role="status">
        {props.disabled === true ? "" : SAYS[phase]()}
      </p>
    </div>
  );
}
