import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@vado/protocol";
import { BoardFiguresSchema, type BoardFigures } from "@vado/protocol";
import * as v from "valibot";

/**
 * The figures that desks publish, a file per link. A file that is unreadable, malformed or older than what is known changes
 * nothing: the last good figures stay, with the time they are from, and grow old like all others.
 */

const FILE_NAME = /^board-[A-Za-z0-9-]{1,32}\.json$/;
/** A full board of 500 groups takes about 150 KB. */
const FILE_BYTES_MAX = 512 * 1024;
const FILES_MAX = 64;
/** The folder is looked at no more often than this, ms of the machine. */
const LOOK_MS = 250;

interface Known {
  /** Length and time of the file as it was read; a file that changes is read again. */
  readonly mark: string;
  /** Null while the file has never been good. */
  readonly figures: BoardFigures | null;
  /** Whether what lies there now could be used. */
  readonly good: boolean;
}

export interface FiguresNow {
  /** By link. */
  readonly figures: readonly BoardFigures[];
  /** Files that could not be used as they are now. */
  readonly bad: number;
  /** The folder itself can't be read. */
  readonly away: boolean;
}

export class FiguresFolder {
  readonly #folder: string;
  readonly #machine: Clock;
  readonly #known = new Map<string, Known>();
  #lookedAt = -Infinity;
  #away = false;
  #looking: Promise<void> | null = null;

  constructor(folder: string, machine: Clock) {
    this.#folder = folder;
    this.#machine = machine;
  }

  /** The figures as they are; looks at the folder first, unless that was just done. Never rejects. */
  async now(): Promise<FiguresNow> {
    if (this.#machine.now() - this.#lookedAt >= LOOK_MS) {
      this.#looking ??= this.#look().finally(() => (this.#looking = null));
    }
    await this.#looking;
    const known = [...this.#known.values()];
    const figures = known.flatMap((one) => (one.figures === null ? [] : [one.figures]));
    return {
      figures: figures.sort((a, b) => (a.link < b.link ? -1 : 1)),
      bad: known.filter(({ good }) => !good).length,
      away: this.#away,
    };
  }

  async #look(): Promise<void> {
    this.#lookedAt = this.#machine.now();
    let names: string[];
    try {
      names = (await readdir(this.#folder)).filter((name) => FILE_NAME.test(name)).sort();
      this.#away = false;
    } catch {
      // A folder out of reach says nothing about the figures: what is known stays and grows old.
      this.#away = true;
      return;
    }
    // A link whose file was taken away is no longer published.
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    for (const name of names.slice(0, FILES_MAX)) await this.#read(name);
  }

  async #read(name: string): Promise<void> {
    const path = join(this.#folder, name);
    const before = this.#known.get(name);
    let mark = "";
    let fresh: BoardFigures | null = null;
    try {
      const file = await stat(path);
      mark = `${file.mtimeMs} ${file.size} ${file.ino}`;
      if (mark === before?.mark) return;
      if (file.isFile() && file.size <= FILE_BYTES_MAX) fresh = parsed(await readFile(path, "utf8"), name);
    } catch {
      // Gone or locked between looking and reading: as a file that cannot be read.
    }
    const last = before?.figures ?? null;
    const older = fresh !== null && last !== null && fresh.asOf < last.asOf;
    const good = fresh !== null && !older;
    this.#known.set(name, { mark, good, figures: good ? fresh : last });
  }
}

/** Null when it is not what a desk publishes, or under the name of another link. */
function parsed(text: string, name: string): BoardFigures | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const read = v.safeParse(BoardFiguresSchema, data);
  return read.success && name === `board-${read.output.link}.json` ? read.output : null;
}
