import { t } from "../../messages/index.ts";
import { ChannelCode } from "../ChannelCode.tsx";
import { ActDialog } from "./ActDialog.tsx";

/** The channel code, compared with the other side once a shift. */
export function CodeDialog() {
  return (
    <ActDialog title={t("room.codeTitle")}>
      <ChannelCode />
      <p>{t("room.codeSays")}</p>
      <p class="room-attention">{t("room.codeDiffers")}</p>
    </ActDialog>
  );
}
