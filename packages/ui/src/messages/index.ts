import { setupI18n } from "@lingui/core";
import { signal } from "@preact/signals";
import type app from "./es/app.json";
import type common from "./es/common.json";
import type demo from "./es/demo.json";
import type law from "./es/law.json";
import type phone from "./es/phone.json";
import type room from "./es/room.json";
import type rules from "./es/rules.json";

/**
 * The words on screen. One JSON catalog per subject and language, in ICU MessageFormat, Spanish first; the build compiles them.
 * Ids are checked by the compiler; that both languages have the same ids and arguments, by a test.
 */
type Catalog = typeof app & typeof common & typeof law & typeof phone & typeof room & typeof rules & typeof demo;
export type MessageId = keyof Catalog;

export const LOCALES = ["es", "en"] as const;
export type Locale = (typeof LOCALES)[number];

const i18n = setupI18n();
const active = signal<Locale>("es");

/** The language on screen now. Components that call `t` in render follow it. */
export const locale = (): Locale => active.value;

const loaders: Readonly<Record<Locale, () => Promise<{ readonly default: Record<string, string> }>>> = {
  es: () => import("./es/index.ts"),
  en: () => import("./en/index.ts"),
};

/** Loads a language and shows it; also sets `<html lang>`. */
export async function speak(next: Locale): Promise<void> {
  const { default: messages } = await loaders[next]();
  i18n.load(next, messages);
  i18n.activate(next);
  if (typeof document !== "undefined") document.documentElement.lang = next;
  active.value = next;
}

/** For tests and servers, where catalogs are not compiled by the build. */
export function compileWith(compile: (message: string) => never): void {
  i18n.setMessagesCompiler(compile);
}

/** A message in the language on screen. */
export function t(id: MessageId, values?: Readonly<Record<string, string | number>>): string {
  void active.value;
  return i18n._(id, values as Record<string, unknown>);
}

/** The language to begin with: what was chosen before, else the browser's, else Spanish. */
export function preferredLocale(chosen: string | null, browser: readonly string[]): Locale {
  const known = (tag: string) => LOCALES.find((one) => tag.toLowerCase().startsWith(one));
  return (chosen === null ? undefined : known(chosen)) ?? browser.map(known).find((one) => one !== undefined) ?? "es";
}
