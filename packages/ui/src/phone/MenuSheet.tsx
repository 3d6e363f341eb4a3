import { useEffect, useState } from "preact/hooks";
import { LOCALES, locale, t } from "../messages/index.ts";
import { dateTime } from "../model/time.ts";
import { AppFingerprint } from "../parts/app-fingerprint.ts";
import { GuardNote } from "../parts/GuardNote.tsx";
import { Button } from "../parts/Button.tsx";
import { THEMES, chatSounds, choose, letChatSound, theme, wear } from "../parts/preferences.ts";
import { sound } from "../parts/sound.ts";
import { vibrate } from "../parts/vibrate.ts";
import { usePhone } from "./context.ts";
import { PhoneSheet } from "./PhoneSheet.tsx";
import "./menu-sheet.css";

/** Languages in their own names. */
const NAMES = { es: "Español", en: "English" } as const;

/** Theme, language, sound; what this phone is, and the channel's code to compare by voice. */
export function MenuSheet() {
  const { me, device, snapshot, now } = usePhone();
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => {
    device.channelCode().then(setCode, () => undefined);
  }, [snapshot.rev]);
  return (
    <PhoneSheet title={t("phone.menu.title")}>
      <div class="menu-sheet">
        <section>
          <h3>{t("phone.menu.theme")}</h3>
          <div class="menu-sheet-row">
            {THEMES.map((one) => (
              <Button key={one} pressed={theme() === one} onPress={() => wear(one)}>
                {t(`phone.theme.${one}`)}
              </Button>
            ))}
          </div>
        </section>
        <section>
          <h3>{t("phone.menu.language")}</h3>
          <div class="menu-sheet-row">
            {LOCALES.map((one) => (
              <Button key={one} pressed={locale() === one} onPress={() => void choose(one)}>
                <span lang={one}>{NAMES[one]}</span>
              </Button>
            ))}
          </div>
        </section>
        <section>
          <h3>{t("phone.menu.sound")}</h3>
          <p class="menu-sheet-note">{t("phone.menu.soundSays")}</p>
          <div class="menu-sheet-row">
            {(["go", "hold"] as const).map((one) => (
              <Button
                key={one}
                icon="voice"
                onPress={() => {
                  sound(one);
                  vibrate(one);
                }}
              >
                {t(`phone.menu.try.${one}`)}
              </Button>
            ))}
            <Button pressed={chatSounds()} onPress={() => letChatSound(!chatSounds())}>
              {chatSounds() ? t("phone.menu.chatOn") : t("phone.menu.chatOff")}
            </Button>
          </div>
        </section>
        <section>
          <h3>{t("phone.menu.code")}</h3>
          <p class="menu-sheet-note">{t("phone.menu.codeSays")}</p>
          <p class="menu-sheet-code">{code === null ? "–" : code.replaceAll(/(\d{5})(?=\d)/g, "$1 ")}</p>
        </section>
        <GuardNote device={device} />
        <section>
          <AppFingerprint device={device} />
        </section>
        <section>
          <h3>{t("phone.menu.phone")}</h3>
          <dl class="menu-sheet-facts">
            <dt>{t("phone.menu.agency")}</dt>
            <dd>{me.agency}</dd>
            <dt>{t("phone.menu.role")}</dt>
            <dd>
              {t(`role.${me.role}`)} · {t(`side.${me.side}`)}
            </dd>
            <dt>{t("phone.menu.device")}</dt>
            <dd>{me.device}</dd>
            <dt>{t("phone.menu.time")}</dt>
            <dd>{dateTime(now, me.timezone, locale())}</dd>
          </dl>
        </section>
      </div>
    </PhoneSheet>
  );
}
