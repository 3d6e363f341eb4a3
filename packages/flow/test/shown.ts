import { balanceOf, nextUpdate, queueAt, type Entry, type LinkState } from "../src/index.ts";

/** What screens show after an entry, which the oracle compares with what was told. */
export interface Shown {
  readonly balance: Readonly<Record<string, number>>;
  readonly queue: readonly { readonly code: string; readonly next: number }[];
  /** The count at arrival of the group the entry is about. */
  readonly arrived: number | null;
}

export function show(state: LinkState, { body, time }: Entry): Shown {
  const queue = queueAt(state, time).map((group) => ({ code: group.code, next: nextUpdate(state, group, time) }));
  const code = (body as { group?: string }).group ?? "";
  return { balance: { ...balanceOf(state) }, queue, arrived: state.groups[code]?.arrived ?? null };
}
