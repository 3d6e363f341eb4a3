import { t, type MessageId } from "../messages/index.ts";

/** A code and a count as they are read over a radio: letters by the international alphabet, figures one by one. */

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango " +
    "Uniform Victor Whiskey X-ray Yankee Zulu"
  )
    .split(" ")
    .map((word) => [word.charAt(0), word]),
);

const spoken = (character: string): string =>
  /\d/.test(character) ? t(`digit.${character}` as MessageId) : (LETTERS[character] ?? "");

/** `PL8-CJS` → `Papa Lima ocho · Charlie Juliett Sierra`. */
export function spellOut(code: string): string {
  return code
    .split("-")
    .map((half) => half.split("").map(spoken).join(" "))
    .join(" · ");
}

/** `120` → `uno dos cero`. */
export const digitsOut = (count: number): string => String(count).split("").map(spoken).join(" ");
