import type { MessageId } from "../messages/index.ts";

/** What the keyboard does; the table is shown under `?`, and `use-keys.ts` carries it out. */
export const KEYS: readonly { readonly keys: readonly string[]; readonly says: MessageId }[] = [
  { keys: ["H"], says: "room.key.hold" },
  { keys: ["⇧", "H"], says: "room.key.holdGroup" },
  { keys: ["L"], says: "room.key.resume" },
  { keys: ["G"], says: "room.key.grant" },
  { keys: ["D"], says: "room.key.defer" },
  { keys: ["C"], says: "room.key.confirm" },
  { keys: ["R"], says: "room.key.release" },
  { keys: ["1", "…", "6"], says: "room.key.panels" },
  { keys: ["↑", "↓", "↵"], says: "room.key.lists" },
  { keys: ["/"], says: "room.key.filter" },
  { keys: ["T"], says: "room.key.chat" },
  { keys: ["?"], says: "room.key.keys" },
  { keys: ["Esc"], says: "room.key.escape" },
];

/** Panels by their number. */
export const PANELS = ["queue", "moving", "timeline", "work", "alarms", "places"] as const;

/** Whether a key press belongs to what is being typed or chosen. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !["radio", "checkbox", "button"].includes(target.type);
}
