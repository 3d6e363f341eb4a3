import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon.tsx";
import "./base.css";
import "./button.css";

/** *main*: the one thing to do now. *plain*: everything else. *stop*, *go*: HOLD and GO only. *bare*: within a bar or a row. */
export type ButtonTone = "main" | "plain" | "stop" | "go" | "bare";

export interface ButtonProps {
  readonly tone?: ButtonTone;
  readonly size?: "usual" | "big";
  readonly icon?: IconName;
  /** Fills the row it stands in. */
  readonly wide?: boolean;
  readonly disabled?: boolean;
  /** Pressed state of a switch-like button. */
  readonly pressed?: boolean;
  /** What a screen reader says instead of the text. */
  readonly label?: string;
  /** Id of an element that says more about it. */
  readonly describedBy?: string;
  /** The page within a navigation. */
  readonly current?: boolean;
  readonly submit?: boolean;
  readonly autoFocus?: boolean;
  readonly class?: string;
  readonly onPress?: () => void;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const classes = ["button", `button-${props.tone ?? "plain"}`];
  if (props.size === "big") classes.push("button-big");
  if (props.wide === true) classes.push("button-wide");
  if (props.children === undefined) classes.push("button-icon");
  if (props.class !== undefined) classes.push(props.class);
  return (
    <button
      type={props.submit === true ? "submit" : "button"}
      class={classes.join(" ")}
      disabled={props.disabled ?? false}
      aria-pressed={props.pressed}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-current={props.current === true ? "page" : undefined}
      autoFocus={props.autoFocus ?? false}
      onClick={props.onPress}
    >
      {props.icon !== undefined && <Icon name={props.icon} />}
      {props.children !== undefined && <span class="button-text">{props.children}</span>}
    </button>
  );
}
