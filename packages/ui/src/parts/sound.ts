/**
 * The tones. GO rises in two clear steps, HOLD alternates low and hard: nobody takes one for the other, not even half-heard. Neither can be
 * muted in the app; chat is muted until an officer wants it.
 */
export type SignalSound = "go" | "hold" | "attention" | "chat";

interface Note {
  /** Hz; s from the beginning; s. */
  readonly pitch: number;
  readonly at: number;
  readonly for: number;
  readonly timbre: OscillatorType;
  /** 0 to 1. */
  readonly loudness: number;
}

const note = (pitch: number, at: number, length: number, timbre: OscillatorType, loudness: number): Note => ({
  pitch,
  at,
  for: length,
  timbre,
  loudness,
});

const TUNES: Readonly<Record<SignalSound, readonly Note[]>> = {
  go: [0, 0.9].flatMap((at) => [note(659, at, 0.28, "triangle", 0.7), note(988, at + 0.3, 0.45, "triangle", 0.8)]),
  hold: [0, 0.25, 0.5, 0.75, 1].flatMap((at) => [
    note(311, at, 0.13, "square", 0.5),
    note(233, at + 0.13, 0.1, "square", 0.5),
  ]),
  attention: [note(784, 0, 0.16, "triangle", 0.4), note(784, 0.22, 0.16, "triangle", 0.4)],
  chat: [note(523, 0, 0.09, "sine", 0.15)],
};

let context: AudioContext | null = null;
/** The same signal from two places within this time is one, ms. */
const SAME_MS = 700;
let last: { readonly signal: SignalSound; readonly at: number } | null = null;

/** Browsers let a page sound only after a touch: called on the first one. */
export function wakeSound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined);
}

/** Plays a signal's tones. Without a machine for sound it is silent, and the screen and the hand still tell. */
export function sound(signal: SignalSound): void {
  wakeSound();
  const now = performance.now();
  if (context === null || (last !== null && last.signal === signal && now - last.at < SAME_MS)) return;
  last = { signal, at: now };
  const start = context.currentTime + 0.02;
  for (const { pitch, at, for: length, timbre, loudness } of TUNES[signal]) {
    const oscillator = new OscillatorNode(context, { type: timbre, frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(loudness * 0.6, start + at + 0.012);
    volume.gain.setValueAtTime(loudness * 0.6, start + at + length - 0.03);
    volume.gain.linearRampToValueAtTime(0, start + at + length);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start + at);
    oscillator.stop(start + at + length + 0.02);
  }
}
