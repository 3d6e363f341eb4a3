import { signal } from "@preact/signals";
import { preferredLocale, speak, type Locale } from "../messages/index.ts";
import "../theme/tokens.css";

/** What an officer chose on this phone: theme, language, and whether chat may sound. Kept in the browser, told to nobody. */
export const THEMES = ["light", "dark", "sun"] as const;
export type Theme = (typeof THEMES)[number];

const KEYS = { theme: "vado.theme", locale: "vado.locale", chat: "vado.chat-sound" } as const;

/** A browser may forbid storage; then the choice lasts as long as the page. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

const worn = signal<Theme>("light");
const chat = signal(false);

export const theme = (): Theme => worn.value;
export const chatSounds = (): boolean => chat.value;

/** Puts a theme on the page and remembers it. */
export function wear(next: Theme): void {
  worn.value = next;
  document.documentElement.dataset["theme"] = next;
  keep(KEYS.theme, next);
}

/** Changes the language and remembers it. */
export async function choose(next: Locale): Promise<void> {
  await speak(next);
  keep(KEYS.locale, next);
}

export function letChatSound(on: boolean): void {
  chat.value = on;
  keep(KEYS.chat, on ? "on" : "off");
}

/** Before the first screen: theme and language as chosen before, else as the machine is set, else light and Spanish. */
export async function recallPreferences(): Promise<void> {
  const before = THEMES.find((one) => one === kept(KEYS.theme));
  const dark = typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;
  worn.value = before ?? (dark ? "dark" : "light");
  document.documentElement.dataset["theme"] = worn.value;
  chat.value = kept(KEYS.chat) === "on";
  await speak(preferredLocale(kept(KEYS.locale), navigator.languages));
}
