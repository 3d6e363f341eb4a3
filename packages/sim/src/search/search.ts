import { Buffer } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { Matcher } from "./matcher.ts";
import { patternsOf, type Pattern } from "./patterns.ts";
import { unpacked } from "./unpack.ts";

const CHUNK_BYTES = 4 * 1024 * 1024;
/** What two chunks of a file share, so that nothing is cut in two: longer than any needle, and than most packed frames. */
const OVERLAP_BYTES = 64 * 1024;
const FOUND_MAX = 1_000;

/** A needle in a body: `form` is the way to it, such as `raw`, `hex`, `gzip>raw`, `base64>deflate>raw`. */
export interface Found<Body> {
  readonly needle: string;
  readonly form: string;
  readonly body: Body;
}

export interface SearchResult<Body> {
  /** Needles found, each once per body and form. */
  readonly hits: number;
  /** The first thousand of them. */
  readonly found: readonly Found<Body>[];
}

/**
 * Searches bodies for needles of at least 8 bytes: as they are, in base64 at every alignment and in hex, and again in
 * whatever unpacks from the body. `body` is its index.
 */
export function searchPlaintext(bodies: Iterable<Uint8Array>, needles: readonly string[]): SearchResult<number> {
  const search = new Search<number>(needles);
  let index = 0;
  for (const body of bodies) {
    search.begin(index++);
    search.look(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  }
  return search.result();
}

/** The same in files of any size, which are read in chunks; `body` is the path. */
export function searchFiles(paths: readonly string[], needles: readonly string[]): SearchResult<string> {
  const search = new Search<string>(needles);
  const chunk = Buffer.alloc(CHUNK_BYTES + OVERLAP_BYTES);
  for (const path of paths) {
    search.begin(path);
    const file = openSync(path, "r");
    try {
      let kept = 0;
      for (let read = 1; read > 0;) {
        read = fill(file, chunk, kept);
        const bytes = chunk.subarray(0, kept + read);
        if (read > 0) search.look(bytes);
        kept = Math.min(OVERLAP_BYTES, bytes.length);
        bytes.copyWithin(0, bytes.length - kept);
      }
    } finally {
      closeSync(file);
    }
  }
  return search.result();
}

/** Reads until the chunk is full or the file is over: a short read is not the end of a file. */
function fill(file: number, chunk: Buffer, from: number): number {
  let read = 0;
  for (let more = 1; more > 0 && from + read < chunk.length; read += more) {
    more = readSync(file, chunk, from + read, chunk.length - from - read, null);
  }
  return read;
}

class Search<Body extends string | number> {
  readonly #matcher: Matcher;
  readonly #found: Found<Body>[] = [];
  #hits = 0;
  #body: Body | undefined;
  #seen = new Set<string>();

  constructor(needles: readonly string[]) {
    this.#matcher = new Matcher([...new Set(needles)].flatMap(patternsOf));
    if (this.#matcher.longest > OVERLAP_BYTES)
      throw new RangeError(`a needle is longer than ${OVERLAP_BYTES / 3} bytes`);
  }

  begin(body: Body): void {
    this.#body = body;
    this.#seen.clear();
  }

  look(bytes: Buffer): void {
    for (const part of unpacked(bytes)) {
      this.#matcher.scan(part.bytes, (pattern) => this.#note(pattern, part.how));
    }
  }

  result(): SearchResult<Body> {
    return { hits: this.#hits, found: this.#found };
  }

  #note({ needle, form: last }: Pattern, how: string): void {
    const form = how + last;
    const key = `${form} ${needle}`;
    if (this.#seen.has(key) || this.#body === undefined) return;
    this.#seen.add(key);
    this.#hits++;
    if (this.#found.length < FOUND_MAX) this.#found.push({ needle, form, body: this.#body });
  }
}
