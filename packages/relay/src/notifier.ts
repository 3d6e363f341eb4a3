/** Tells waiting streams of new frames, in this process, only ever after the append is durable. */
export interface Notifier {
  /** Calls `wake` at most once per news on any of the channels; returns how to stop. */
  listen(channels: readonly string[], wake: () => void): () => void;
  tell(channel: string): void;
}

export function createNotifier(): Notifier {
  const listeners = new Map<string, Set<() => void>>();
  return {
    listen(channels, wake) {
      for (const channel of channels) {
        const set = listeners.get(channel) ?? new Set();
        set.add(wake);
        listeners.set(channel, set);
      }
      return () => {
        for (const channel of channels) {
          const set = listeners.get(channel);
          set?.delete(wake);
          if (set?.size === 0) listeners.delete(channel);
        }
      };
    },
    tell(channel) {
      for (const wake of listeners.get(channel) ?? []) wake();
    },
  };
}
