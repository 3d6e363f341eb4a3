import { t } from "../messages/index.ts";
import { Shape } from "../parts/Shape.tsx";
import { usePhone } from "./context.ts";
import "./hold-now.css";

/** HOLD: one tap, on every screen and in every dialog, with or without a network. */
export function HoldNow({ size }: { readonly size: "bar" | "head" | "sign" }) {
  const { hold } = usePhone();
  return (
    <button type="button" class={`hold-now hold-now-${size}`} onClick={() => hold()} aria-label={t("phone.hold.label")}>
      <Shape kind="blocked" />
      <span>{t("phone.hold.word")}</span>
    </button>
  );
}
