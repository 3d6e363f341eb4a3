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

/** All ignore it by the rule, and stay where they were. `detail`: a part of what they say of it. */
export async function ignoredByAll(room: Room, frame: Uint8Array, rule: string, detail = ""): Promise<void> {
  const before = room.authenticators();
  const said = await room.deliver("commit", frame);
  expect(ruleOf(said)).toBe(rule);
  for (const result of said) expect(result).toMatchObject({ detail: expect.stringContaining(detail) as string });
  expect(room.authenticators()).toEqual(before);
}
