import type { ComponentChildren } from "preact";
import { t } from "../messages/index.ts";
import type { IndicationKind } from "../model/indication.ts";
import { Shape } from "./Shape.tsx";
import { spell } from "./spell.ts";
import "./base.css";
import "./indication.css";

/** The word of an indication; *clear* says for whom. */
export function indicationWord(kind: IndicationKind, codes: readonly string[]): string {
  return kind === "clear" ? t("indication.clear", { code: codes.join(" · ") }) : t(`indication.${kind}`);
}

/**
 * The link's signal: shape, word and colour together. *plate*: the instrument at the top of a screen, with the reason below; *chip*: in
 * a row or a header.
 */
export function Indication(props: {
  readonly kind: IndicationKind;
  readonly codes?: readonly string[];
  readonly size?: "plate" | "chip";
  /** Why, under the word. */
  readonly children?: ComponentChildren;
}) {
  const size = props.size ?? "plate";
  const codes = props.codes ?? [];
  const spoken = indicationWord(props.kind, codes.map(spell));
  return (
    <div class={`indication indication-${props.kind} indication-${size}`}>
      <span class="indication-lamp">
        <Shape kind={props.kind} size={size === "plate" ? "large" : "small"} />
      </span>
      <div class="indication-says">
        <p class="indication-word">
          <span aria-hidden="true">{indicationWord(props.kind, codes)}</span>
          <span class="hidden">{spoken}</span>
        </p>
        {props.children !== undefined && <div class="indication-why">{props.children}</div>}
      </div>
    </div>
  );
}
