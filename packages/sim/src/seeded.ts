import type { Entropy } from "@vado/protocol";

/** Chance that can be repeated: independent streams, each named, so that one more draw in one place moves nothing elsewhere. */

/** A stream of numbers in [0, 1). */
export type Draw = () => number;

/** Four 32-bit words from a text (cyrb128). */
function words(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** The next 32-bit integers of sfc32 (public-domain generator of PractRand). */
function sfc32(seed: string): () => number {
  let [a, b, c, d] = words(seed);
  const next = () => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** A stream named by its seed and what it is for. */
export function stream(...name: readonly (string | number)[]): Draw {
  const next = sfc32(name.join("\u0000"));
  return () => next() / 4_294_967_296;
}

/** A whole number from `min` to `max`, both included. */
export function whole(draw: Draw, min: number, max: number): number {
  return min + Math.floor(draw() * (max - min + 1));
}

export function normal(draw: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** Log-normal with the given mean and standard deviation of the value itself. */
export function logNormal(draw: Draw, mean: number, sd: number): number {
  const variance = Math.log(1 + (sd / mean) ** 2);
  return Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * normal(draw));
}

/** Poisson, for small means. */
export function poisson(draw: Draw, mean: number): number {
  const limit = Math.exp(-mean);
  let n = 0;
  for (let p = draw(); p > limit; p *= draw()) n++;
  return n;
}

export function shuffled<T>(draw: Draw, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = whole(draw, 0, i);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** Entropy of a simulated device. Not for anything real: whoever knows the seed knows every key. */
export function seededEntropy(...name: readonly (string | number)[]): Entropy {
  const next = sfc32(name.join("\u0000"));
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let i = 0; i < length; i++) out[i] = next() >>> 24;
      return out;
    },
  };
}
