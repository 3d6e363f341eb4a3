import { t } from "../../messages/index.ts";
import { KEYS } from "../keys.ts";
import { ActDialog } from "./ActDialog.tsx";

export function KeysDialog() {
  return (
    <ActDialog title={t("room.keysTitle")}>
      <dl class="keys">
        {KEYS.map(({ keys, says }) => (
          <div key={says}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(says)}</dd>
          </div>
        ))}
      </dl>
      <p class="room-soft">{t("room.keysTyping")}</p>
    </ActDialog>
  );
}
