import { useEffect } from "preact/hooks";

/** Keeps the screen lit while a sign is shown to people; where the browser cannot, the officer must. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let wanted = true;
    const take = () => {
      if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(
        (sentinel) => {
          if (wanted) lock = sentinel;
          else void sentinel.release();
        },
        () => undefined,
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      wanted = false;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}
