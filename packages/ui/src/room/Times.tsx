import { locale } from "../messages/index.ts";
import { moment } from "../model/time.ts";
import { tell, type Words } from "../model/words.ts";
import { useRoom } from "./room.ts";

/** Times and sentences of this link: local to its stations, in the language on screen. */

/** `10:52`, with the day when it is another one. */
export function At({ at }: { readonly at: number }) {
  const { device, slow } = useRoom();
  return <time class="room-at">{moment(at, slow.value, device.me.timezone, locale())}</time>;
}

export function Say({ words }: { readonly words: Words }) {
  return <>{tell(words, useRoom().device.me.timezone)}</>;
}

/** The same as text, where no element may stand. */
export function useSay(): { say: (words: Words) => string; at: (ms: number) => string } {
  const { device, slow } = useRoom();
  const { timezone } = device.me;
  return {
    say: (words) => tell(words, timezone),
    at: (ms) => moment(ms, slow.value, timezone, locale()),
  };
}
