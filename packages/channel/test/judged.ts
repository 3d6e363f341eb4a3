import { expect } from "vitest";
import type { Received } from "../src/index.ts";
import type { Room } from "./world.ts";

/** What all said: one rule, or the first difference. */
export function ruleOf(results: readonly Received<unknown>[]): string {
  const said = new Set(
    results.map((result) => (result.kind === "ignored" ? `${result.rule} ${result.detail}` : result.kind)),
  );
  if (said.size !== 1) throw new Error(`members disagree: ${[...said].join(" | ")}`);
  return [...said][0]!.split(" ")[0]!;
}

/** All ignore it by the rule, and go on talking and admitting afterwards. */
export async function ignoredByAll(room: Room, frame: Uint8Array, rule: string): Promise<void> {
  const before = room.authenticators();
  expect(ruleOf(await room.deliver("commit", frame))).toBe(rule);
  expect(room.authenticators()).toEqual(before);
}
