import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import { Button } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import "./banner.css";

/** A notice within the page. *stop* and *warn* are told at once by screen readers, the others in their turn. */
export function Banner(props: {
  readonly tone: "note" | "good" | "warn" | "stop";
  readonly icon?: IconName;
  readonly title?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly onDismiss?: () => void;
}) {
  const urgent = props.tone === "stop" || props.tone === "warn";
  return (
    <div class={`banner banner-${props.tone}`} role={urgent ? "alert" : "status"}>
      {props.icon !== undefined && <Icon name={props.icon} />}
      <div class="banner-says">
        {props.title !== undefined && <p class="banner-title">{props.title}</p>}
        {props.children !== undefined && <div>{props.children}</div>}
        {props.actions !== undefined && <div class="banner-actions">{props.actions}</div>}
      </div>
      {props.onDismiss !== undefined && (
        <Button tone="bare" icon="close" label={t("parts.dismiss")} onPress={props.onDismiss} />
      )}
    </div>
  );
}
