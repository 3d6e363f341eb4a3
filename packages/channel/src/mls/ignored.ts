import { ChannelError, type Received } from "../contract.ts";

const DETAIL_CHARS_MAX = 200;

type Ignored = Extract<Received<never>, { kind: "ignored" }>;

/** What is ignored by every honest member alike, with the rule of SPEC.md (R9). */
export function ignored(rule: string, detail: string): Ignored {
  return { kind: "ignored", rule, detail: detail.slice(0, DETAIL_CHARS_MAX) };
}

/**
 * The same from what was thrown while bytes were judged. Everything else than `ChannelError` comes from the library,
 * which was given nothing but those bytes and a state that is known to be good; so they are at fault, by `rule`.
 */
export function ignoredFor(error: unknown, rule: string): Ignored {
  if (error instanceof ChannelError) return ignored(error.rule, error.message.slice(error.rule.length + 2));
  return ignored(rule, error instanceof Error ? error.message : "refused");
}
