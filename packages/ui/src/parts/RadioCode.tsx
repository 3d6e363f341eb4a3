import { radioCode } from "@vado/protocol";
import { t } from "../messages/index.ts";
import { spacedDigits } from "../model/offline-go.ts";
import "./radio-code.css";

/** The six digits of a grant for its receiving side, who reads them aloud when the sending side has no connection (OF3). */
export function RadioCode({ grant, code }: { readonly grant: string; readonly code: string }) {
  const digits = spacedDigits(radioCode(grant));
  return (
    <section class="radio-code">
      <h3>{t("law.radio.title")}</h3>
      <p class="radio-code-digits">{digits}</p>
      <p>{t("law.radio.read", { code, digits })}</p>
    </section>
  );
}
