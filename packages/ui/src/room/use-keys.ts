import { useEffect } from "preact/hooks";
import { grantable } from "../model/grant.ts";
import type { Act } from "./acts/act.ts";
import { actsFor } from "./group-acts.ts";
import { PANELS, isTyping } from "./keys.ts";
import { useHold } from "./use-hold.ts";
import { useOpenGroup } from "./use-open-group.ts";
import { useRoom, type Room } from "./room.ts";

/** One key, one act; never while somebody types, and never with a modifier that belongs to the browser. */
export function useKeys(): void {
  const room = useRoom();
  const { hold } = useHold();
  const open = useOpenGroup();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
      if (isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      // HOLD works over an open dialog; everything else waits until it is closed.
      if (key === "h") void hold(event.shiftKey ? room.selected.value : null);
      else if (room.act.value !== null) return;
      else if (!press(room, event.key, open)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

/** True when the key had a meaning. */
function press(room: Room, key: string, open: (code: string) => void): boolean {
  const panel = PANELS[Number(key) - 1];
  if (panel !== undefined) return focusPanel(panel);
  switch (key.toLowerCase()) {
    case "?":
      return opened(room, { kind: "keys" });
    case "l":
      return opened(room, { kind: "resume" });
    case "/":
      room.tab.value = "log";
      return focusLater("[data-log-filter]");
    case "t":
      return focusLater(".room-chat .field-input");
    case "g":
    case "d":
    case "c":
    case "r":
      return groupAct(room, key.toUpperCase(), open);
    default:
      return false;
  }
}

/** The act of that letter for the chosen group; else for the group it fits first. */
function groupAct(room: Room, letter: string, open: (code: string) => void): boolean {
  const { state } = room.snapshot.value;
  const now = room.now.value;
  const { side } = room.device.me;
  const first: Readonly<Record<string, string | undefined>> = {
    G: side === "receiving" ? grantable(state, now)?.group.code : undefined,
    D: side === "receiving" ? room.queue.value.find((row) => row.late > 0 || row.phase === "ready")?.code : undefined,
    C: side === "sending" ? room.going.value.find((row) => !row.confirmed)?.code : undefined,
    R: side === "sending" ? room.going.value[0]?.code : undefined,
  };
  for (const code of [room.selected.value, first[letter] ?? null]) {
    const group = code === null ? undefined : state.groups[code];
    const act = group === undefined ? undefined : actsFor(state, group, side, now).find((one) => one.letter === letter);
    if (act?.opens === undefined || act.refused !== undefined || group === undefined) continue;
    room.selected.value = group.code;
    room.act.value = act.opens;
    return true;
  }
  // Nothing to do: the chosen group's sheet says why.
  if (room.selected.value !== null) open(room.selected.value);
  return true;
}

function opened(room: Room, act: Act): boolean {
  room.act.value = act;
  return true;
}

/** The first stop within the panel, so that the next key is of use; the panel itself when it has none. */
function focusPanel(panel: string): boolean {
  const region = document.querySelector<HTMLElement>(`[data-panel="${panel}"]`);
  const stop = region?.querySelector<HTMLElement>('[role="listbox"], [data-group-sheet], button, [tabindex="0"]');
  (stop ?? region)?.focus();
  return region !== null;
}

function focusLater(selector: string): boolean {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
  return true;
}
