import { LOCALES, locale, t } from "../../messages/index.ts";
import { AppFingerprint } from "../../parts/app-fingerprint.ts";
import { GuardNote } from "../../parts/GuardNote.tsx";
import { Button } from "../../parts/Button.tsx";
import { THEMES, choose, theme, wear } from "../../parts/preferences.ts";
import { sound } from "../../parts/sound.ts";
import { useRoom } from "../room.ts";
import { ActDialog } from "./ActDialog.tsx";

/** Languages in their own names. */
const NAMES = { es: "Español", en: "English" } as const;

/** How this screen looks and sounds, kept in this browser; and which app it is. */
export function DisplayDialog() {
  const { device } = useRoom();
  return (
    <ActDialog title={t("room.displayTitle")}>
      <h3>{t("room.theme")}</h3>
      <div class="act-presets">
        {THEMES.map((one) => (
          <Button key={one} pressed={theme() === one} onPress={() => wear(one)}>
            {t(`room.theme.${one}`)}
          </Button>
        ))}
      </div>
      <h3>{t("room.language")}</h3>
      <div class="act-presets">
        {LOCALES.map((one) => (
          <Button key={one} pressed={locale() === one} onPress={() => void choose(one)}>
            <span lang={one}>{NAMES[one]}</span>
          </Button>
        ))}
      </div>
      <h3>{t("room.tones")}</h3>
      <p class="room-soft">{t("room.tonesSay")}</p>
      <div class="act-presets">
        <Button icon="voice" onPress={() => sound("attention")}>
          {t("act.hearAlarm")}
        </Button>
        <Button icon="voice" onPress={() => sound("hold")}>
          {t("act.hearHold")}
        </Button>
      </div>
      <GuardNote device={device} />
      <AppFingerprint device={device} />
    </ActDialog>
  );
}
