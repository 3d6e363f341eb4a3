import type { SignalSound } from "./sound.ts";

/** Each signal has its own rhythm in the hand, ms on and off: GO twice long, HOLD many short ones. */
const RHYTHMS: Readonly<Record<SignalSound, readonly number[]>> = {
  go: [400, 150, 400],
  hold: [120, 60, 120, 60, 120, 60, 120, 60, 400],
  attention: [200],
  chat: [60],
};

/** Vibrates where the machine can; elsewhere the sound and the screen speak. */
export function vibrate(signal: SignalSound): void {
  if (typeof navigator === "undefined" || typeof navigator.vibrate !== "function") return;
  navigator.vibrate([...RHYTHMS[signal]]);
}
