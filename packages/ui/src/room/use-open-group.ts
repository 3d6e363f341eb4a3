import { useRoom } from "./room.ts";

/** Shows a group's sheet and brings the focus to it. */
export function useOpenGroup(): (code: string) => void {
  const room = useRoom();
  return (code) => {
    room.selected.value = code;
    room.tab.value = "group";
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-group-sheet]")?.focus());
  };
}
