export * from "./model/device.ts";
export {
  LOCALES,
  compileWith,
  locale,
  preferredLocale,
  speak,
  t,
  type Locale,
  type MessageId,
} from "./messages/index.ts";
