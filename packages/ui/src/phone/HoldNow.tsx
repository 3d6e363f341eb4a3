import { t } from "../messages/index.ts";
import { Shape } from "../parts/Shape.tsx";
import { usePhone } from "./context.ts";
import "./hold-now.css";

/** HOLD: one tap, on every screen and in every dialog, with or without a network. */
export function HoldNow({ size }: { readonly size: "bar" | "head" | "sign" }) {
  const { device, hold } = usePhone();
  const drill = device.drill !== undefined;
  return (
    <button
      type="button"
      class={`hold-now hold-now-${size}`}
      onClick={() => hold()}
      aria-label={t(drill ? "drill.holdLabel" : "phone.hold.label")}
    >
      <Shape kind="blocked" />
      <span>{t(drill ? "drill.hold" : "phone.hold.word")}</span>
    </button>
  );
}
