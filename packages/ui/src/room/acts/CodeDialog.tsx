import { useEffect, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { ActDialog } from "./ActDialog.tsx";
import { useRoom } from "../room.ts";

/** The channel's 30 digits in six blocks: read aloud to the other side, once a shift. */
export function CodeDialog() {
  const room = useRoom();
  const [code, setCode] = useState<string | null>(null);
  const { rev } = room.snapshot.value;
  useEffect(() => {
    let wanted = true;
    room.device
      .channelCode()
      .then((digits) => wanted && setCode(digits))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [rev]);
  const blocks = code?.replaceAll(/\D/g, "").match(/.{1,5}/g) ?? null;
  return (
    <ActDialog title={t("room.codeTitle")}>
      {blocks === null ? (
        <p>{t("room.codeNone")}</p>
      ) : (
        <ol class="channel-code" aria-label={t("room.codeTitle")}>
          {blocks.map((block, i) => (
            <li key={i} aria-label={block.split("").join(" ")}>
              {block}
            </li>
          ))}
        </ol>
      )}
      <p>{t("room.codeSays")}</p>
      <p class="room-attention">{t("room.codeDiffers")}</p>
    </ActDialog>
  );
}
