/** What the address after `#` asks for: an invite to take, a device to open, and which screen to show it on. */
export interface Wish {
  readonly invite: string | null;
  readonly device: string | null;
  readonly view: "phone" | "room" | null;
}

export function wishOf(hash: string): Wish {
  const wishes = new URLSearchParams(hash.replace(/^#/, ""));
  const view = wishes.get("view");
  return {
    invite: wishes.get("invite"),
    device: wishes.get("d"),
    view: view === "phone" || view === "room" ? view : null,
  };
}

/** The address of a wish; the view stays through every change of the rest. */
export function hashOf(wish: Partial<Wish>): string {
  const parts = [
    wish.invite == null ? null : `invite=${wish.invite}`,
    wish.device == null ? null : `d=${encodeURIComponent(wish.device)}`,
    wish.view == null ? null : `view=${wish.view}`,
  ];
  return `#${parts.filter((part) => part !== null).join("&")}`;
}

/** Path of the desk that served this page, with a slash at both ends. */
export const deskPath = (): string => new URL("./", location.href).pathname;
