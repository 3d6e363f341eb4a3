/** What a number pad does to what was typed so far. Nothing typed is `null`, which is not nought: a count is never assumed. */
export type Key = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "erase";

export function isDigit(key: string): key is Exclude<Key, "erase"> {
  return /^[0-9]$/.test(key);
}

/** A digit that would go past `max` changes nothing: a tap too many never makes another number. */
export function typed(value: number | null, key: Key, max: number): number | null {
  if (key === "erase") return value === null || value < 10 ? null : Math.floor(value / 10);
  const next = (value ?? 0) * 10 + Number(key);
  return next > max ? value : next;
}

/** A stepper's step, kept within its bounds. */
export function stepped(value: number, by: number, max: number): number {
  return Math.min(max, Math.max(0, value + by));
}
