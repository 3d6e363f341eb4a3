/**
 * Half-typed things that outlive a reload. A draft that is being turned into an act carries the act's id from the moment before the act is
 * durable: after a reload the phone knows whether it was done, and neither loses it nor does it twice.
 */
export interface DraftStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export interface Draft<T> {
  readonly value: T;
  /** The act this draft became, if it did; null while it is only typed. */
  readonly intent: string | null;
}

/** Characters of one stored draft; what is larger was not written by this app. */
const DRAFT_CHARS_MAX = 16_000;

/** Drafts of one device: two phones in one browser share its storage, and nothing else. */
export function draftKey(device: string, name: string): string {
  return `vado.draft.${device}.${name}`;
}

/** A stored draft; null when there is none or it cannot be read. `valid` looks at what storage gives, which anyone may have changed. */
export function readDraft<T>(store: DraftStore, key: string, valid: (value: unknown) => value is T): Draft<T> | null {
  const text = store.get(key);
  if (text === null || text.length > DRAFT_CHARS_MAX) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null || !("value" in json) || !("intent" in json)) return null;
  const { value, intent } = json;
  if (!valid(value) || (intent !== null && typeof intent !== "string")) return null;
  return { value, intent };
}

export function writeDraft<T>(store: DraftStore, key: string, draft: Draft<T>): void {
  store.set(key, JSON.stringify(draft));
}

/** What became of a draft whose act was begun before the page went away. */
export function afterReload<T>(draft: Draft<T>, isKnown: (intent: string) => boolean): Draft<T> | null {
  if (draft.intent === null) return draft;
  return isKnown(draft.intent) ? null : { value: draft.value, intent: null };
}

/** The browser's storage; where it is forbidden, drafts last as long as the page. */
export function browserDrafts(): DraftStore {
  const memory = new Map<string, string>();
  const attempt = <R>(use: () => R, otherwise: R): R => {
    try {
      return use();
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => attempt(() => localStorage.getItem(key), null) ?? memory.get(key) ?? null,
    set: (key, value) => {
      memory.set(key, value);
      attempt(() => localStorage.setItem(key, value), undefined);
    },
    remove: (key) => {
      memory.delete(key);
      attempt(() => localStorage.removeItem(key), undefined);
    },
  };
}
