import { useEffect, useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { useRoom } from "./room.ts";

/** The channel's 30 digits in six blocks, to be read aloud. */
export function ChannelCode() {
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
  if (blocks === null) return <p>{t("room.codeNone")}</p>;
  return (
    <ol class="channel-code" aria-label={t("room.codeTitle")}>
      {blocks.map((block, i) => (
        <li key={i} aria-label={block.split("").join(" ")}>
          {block}
        </li>
      ))}
    </ol>
  );
}
