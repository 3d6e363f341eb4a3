import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOARD_REASONS, CODE_ALPHABET, codeCheck } from "@vado/protocol";

/** Files as a desk publishes them. */

export const MINUTE = 60_000;

export function codeAt(at: number): string {
  const five = `K7${CODE_ALPHABET.charAt(at % 29)}${CODE_ALPHABET.charAt(Math.floor(at / 29) % 29)}Q`;
  return `${five.slice(0, 3)}-${five.slice(3)}${codeCheck(five)}`;
}

export interface Published {
  readonly link?: string;
  readonly asOf: number;
  readonly groups: number;
  readonly receivedToday?: number;
  readonly timezone?: string;
}

export function figuresOf({
  link = "MAT-BRO",
  asOf,
  groups,
  receivedToday = 0,
  timezone = "America/Matamoros",
}: Published): object {
  return {
    v: 1,
    link,
    from: { id: "MAT", name: "Matamoros waiting area" },
    to: { id: "BRO", name: "Brownsville intake" },
    timezone,
    asOf,
    validUntil: asOf + 15 * MINUTE,
    open: true,
    stop: null,
    groups: Array.from({ length: groups }, (_, at) => ({
      code: codeAt(at),
      people: 120,
      readySince: asOf - (300 - at) * MINUTE,
      state: at === 0 ? "go" : at === 1 ? "prepare" : at === 2 ? "granted" : "waiting",
      reason: at === 0 ? null : BOARD_REASONS[at % BOARD_REASONS.length],
      window: at < 3 ? { from: asOf, to: asOf + 15 * MINUTE } : null,
      nextUpdateAt: asOf + at * MINUTE,
      wait: at % 4 === 3 ? null : { low: at * 10, high: at * 20 },
    })),
    receivedToday,
  };
}

/** Figures that were true until after midnight where they are from, and are old now: their times have days before them. */
export function overMidnight(now: number): Pick<Published, "asOf"> & { readonly timezone: string } {
  const hour = Math.floor((now - 20 * MINUTE) / (60 * MINUTE));
  const utc = hour % 24;
  return { asOf: hour * 60 * MINUTE - 5 * MINUTE, timezone: `Etc/GMT${utc <= 12 ? `+${utc}` : `-${24 - utc}`}` };
}

/** Whole or not at all, as a desk does it. */
export function publish(folder: string, published: Published): void {
  publishText(folder, published.link ?? "MAT-BRO", JSON.stringify(figuresOf(published)));
}

export function publishText(folder: string, link: string, text: string): void {
  const path = join(folder, `board-${link}.json`);
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
