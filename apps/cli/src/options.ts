import { InvalidArgumentError } from "commander";

/** Readers of option values; each refuses with what it takes. */

export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`${name} takes a whole number from ${min} to ${max}`);
  };
}
