import { choose, locale, LOCALES, t, theme, THEMES, wear, type MessageId, type Theme } from "@vado/ui";

const LANGUAGES = { es: "Español", en: "English" } as const;
const THEME_WORDS: Readonly<Record<Theme, MessageId>> = {
  light: "demo.theme.light",
  dark: "demo.theme.dark",
  sun: "demo.theme.sun",
};

/** Mark, language and theme. */
export function TopBar() {
  return (
    <header class="start-top">
      <img class="start-mark" src="./icon.svg" alt="" width="40" height="40" />
      <span class="start-name">Vado</span>
      <div class="start-choices" role="group" aria-label={t("demo.theme")}>
        {THEMES.map((one) => (
          <button key={one} type="button" aria-pressed={one === theme()} onClick={() => wear(one)}>
            {t(THEME_WORDS[one])}
          </button>
        ))}
      </div>
      <div class="start-choices" role="group" aria-label={t("demo.language")}>
        {LOCALES.map((one) => (
          <button key={one} type="button" lang={one} aria-pressed={one === locale()} onClick={() => void choose(one)}>
            {LANGUAGES[one]}
          </button>
        ))}
      </div>
    </header>
  );
}
