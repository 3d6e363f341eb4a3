import { t, type MessageId } from "../messages/index.ts";
import { clockTime } from "./time.ts";

/** A moment, ms of ordering time: shown as local time of the device's station. */
export interface Instant {
  readonly at: number;
}

export type Value = string | number | Instant | Words;

/** Something to say, before it is said in a language: the model makes these, screens `tell` them. */
export interface Words {
  readonly id: MessageId;
  readonly values?: Readonly<Record<string, Value>>;
}

export function words(id: MessageId, values?: Readonly<Record<string, Value>>): Words {
  return values === undefined ? { id } : { id, values };
}

/** Words in the language on screen; times local to `timezone`. */
export function tell(say: Words, timezone: string): string {
  if (say.values === undefined) return t(say.id);
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(say.values)) {
    if (typeof value !== "object") values[name] = value;
    else values[name] = "id" in value ? within(tell(value, timezone)) : clockTime(value.at, timezone);
  }
  const text = t(say.id, values);
  // What begins with somebody's own words or a device's name stays as it was written.
  const quoted = Object.values(say.values).some(
    (value) => typeof value === "string" && value !== "" && text.startsWith(value),
  );
  return quoted ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** A phrase within a sentence begins small; `GO` and a group's code stay as they are. */
function within(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
