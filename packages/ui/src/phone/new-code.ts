import type { Refusal } from "@vado/flow";
import { groupCodeFrom, type Body, type GroupCode } from "@vado/protocol";

/** Random bytes; in a browser `crypto.getRandomValues`. */
export type RandomBytes = (length: number) => Uint8Array;

/** A code is refused for likeness about once in 700 open groups; twenty in a row never happens by chance. */
const TRIES_MAX = 20;

export type NewCode = { readonly code: GroupCode } | { readonly refusal: Refusal };

/** A group code that the rules accept: unlike every open one. When another rule stands in the way, that rule. */
export function newCode(random: RandomBytes, may: (body: Body) => Refusal | null): NewCode {
  let refusal: Refusal = { rule: "H1.code", says: "the code is too like that of another group" };
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const code = groupCodeFrom(random(8));
    const answer = may({ type: "group.opened", group: code });
    if (answer === null) return { code };
    refusal = answer;
    if (answer.rule !== "H1.code") break;
  }
  return { refusal };
}
