import { useEffect, useRef, useState } from "preact/hooks";

/** How long an irreversible button is held (experience.md). */
export const HOLD_MS = 600;
/** How long an assistive technology's first click stays valid for its second. */
const ARMED_MS = 6_000;
/** A click this soon after a finger or mouse is made by it. */
const OWN_CLICK_MS = 500;

export type HoldPhase = "idle" | "holding" | "released-early" | "armed" | "done";

/**
 * Press and hold, with finger or key. It fires once, after `HOLD_MS` without a break; leaving, scrolling or letting go cancels. A screen
 * reader cannot hold: its click arms, and a second click fires.
 */
export function usePressAndHold(onHeld: () => void, disabled: boolean) {
  const [phase, setPhase] = useState<HoldPhase>("idle");
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  /** When a pointer last touched it: the click that follows is its own, not an assistive technology's. */
  const touchedAt = useRef(-Infinity);

  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  };
  const later = (ms: number, next: () => void) => {
    stop();
    timer.current = setTimeout(() => {
      timer.current = null;
      next();
    }, ms);
  };
  const fire = () => {
    setPhase("done");
    later(1_000, () => setPhase("idle"));
    onHeld();
  };
  const begin = () => {
    if (disabled || phase === "holding" || phase === "done") return;
    setPhase("holding");
    later(HOLD_MS, fire);
  };
  const cancel = () => {
    if (phase !== "holding" || timer.current === null) return;
    setPhase("released-early");
    later(2_500, () => setPhase("idle"));
  };
  const click = () => {
    if (disabled || phase === "done" || performance.now() - touchedAt.current < OWN_CLICK_MS) return;
    if (phase === "armed") return fire();
    setPhase("armed");
    later(ARMED_MS, () => setPhase("idle"));
  };

  // A button that goes away, or may not be used any more, is no longer being held.
  useEffect(() => stop, []);
  useEffect(() => {
    if (!disabled) return;
    stop();
    setPhase("idle");
  }, [disabled]);

  const touch = () => {
    touchedAt.current = performance.now();
  };
  return { phase, begin, cancel, click, touch };
}
