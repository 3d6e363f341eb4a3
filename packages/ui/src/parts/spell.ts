/** A group's code letter by letter, with a pause between its halves, as it is said over a radio: `K7Q-4MX` → `K 7 Q, 4 M X`. */
export function spell(code: string): string {
  return code
    .split("-")
    .map((half) => half.split("").join(" "))
    .join(", ");
}
