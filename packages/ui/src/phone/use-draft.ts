import { useEffect, useRef, useState } from "preact/hooks";
import { usePhone } from "./context.ts";
import { afterReload, draftKey, readDraft, writeDraft, type Draft } from "./draft.ts";

/** Entries of this device's newest acts that are asked whether a draft became one of them. */
const RECENT_MAX = 200;

export interface Drafted<T> {
  readonly value: T;
  readonly set: (value: T) => void;
  /** Said inside `make`, before the act is durable: after a reload the draft is known to have become this act, or not. */
  readonly becomes: (intent: string) => void;
  /** The act was refused: it is only a draft again. */
  readonly remains: () => void;
  readonly clear: () => void;
  /** False while it is not known yet what became of it. */
  readonly settled: boolean;
}

/** A half-typed value under a name, kept until it is done or cleared. `onTold`: a page before this one already made it an act, so nothing is left to type. */
export function useDraft<T>(
  name: string,
  kind: "record" | "ops",
  initial: T,
  valid: (value: unknown) => value is T,
  onTold?: () => void,
): Drafted<T> {
  const { device, drafts, me, snapshot } = usePhone();
  const key = draftKey(device.drill === undefined ? me.device : `${me.device}/drill`, name);
  const before = useRef<Draft<T> | null | undefined>(undefined);
  if (before.current === undefined) before.current = readDraft(drafts, key, valid);
  const [value, setValue] = useState<T>(before.current?.value ?? initial);
  const [settled, setSettled] = useState((before.current?.intent ?? null) === null);

  useEffect(() => {
    const draft = before.current ?? null;
    if (draft === null || draft.intent === null) return;
    const settle = (known: ReadonlySet<string>) => {
      const after = afterReload(draft, (intent) => known.has(intent));
      if (after === null) {
        drafts.remove(key);
        setValue(initial);
        onTold?.();
      } else writeDraft(drafts, key, after);
      setSettled(true);
    };
    const waiting = new Set(snapshot.outbox.map(({ intent }) => intent));
    device
      .log({ kind, limit: RECENT_MAX })
      .then(({ entries }) => settle(new Set([...waiting, ...entries.map(({ intent }) => intent)])))
      .catch(() => settle(waiting));
  }, []);

  const keep = (draft: Draft<T>) => writeDraft(drafts, key, draft);
  return {
    value,
    settled,
    set: (next) => {
      setValue(next);
      keep({ value: next, intent: null });
    },
    becomes: (intent) => keep({ value, intent }),
    remains: () => keep({ value, intent: null }),
    clear: () => {
      drafts.remove(key);
      setValue(initial);
    },
  };
}
