import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Cuts the MLS working group's test vectors down to what Vado's suites can use, always to the same bytes:
 * `node trim.ts <git directory of mlswg/mls-implementations> <folder to write>`. README.md beside this file says more.
 */
const COMMIT = "cfd450286d1bfd9cd2519b95c80f9771f94a5b1a";
/** The one suite of the working group's vectors that is ours (RFC 9420 §17.1). */
const SUITE = 1;
/** `passive-client-random` is one history of 200 epochs and 1.9 MB; so many bytes of it are kept, in whole epochs. */
const RANDOM_BYTES_MAX = 150_000;

const FILES = [
  "crypto-basics",
  "message-protection",
  "passive-client-welcome",
  "passive-client-handling-commit",
  "passive-client-random",
];

interface Vector {
  readonly cipher_suite: number;
  readonly epochs?: readonly unknown[];
}

function trimmed(vector: Vector): Vector {
  const { epochs } = vector;
  if (epochs === undefined) return vector;
  const kept: unknown[] = [];
  let bytes = 0;
  for (const epoch of epochs) {
    bytes += JSON.stringify(epoch).length;
    if (bytes > RANDOM_BYTES_MAX) break;
    kept.push(epoch);
  }
  return { ...vector, epochs: kept };
}

function main([repository, folder]: readonly string[]): void {
  if (repository === undefined || folder === undefined)
    throw new Error("say the git directory to read and the folder to write");
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) {
    const args = ["-C", repository, "show", `${COMMIT}:test-vectors/${file}.json`];
    const text = execFileSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    const ours = (JSON.parse(text) as readonly Vector[]).filter((vector) => vector.cipher_suite === SUITE).map(trimmed);
    const lines = ours.map((vector) => JSON.stringify(vector)).join(",\n");
    writeFileSync(join(folder, `${file}.json`), `[\n${lines}\n]\n`);
    console.log(`${file}: ${ours.length} vectors, ${ours.reduce((n, v) => n + (v.epochs?.length ?? 0), 0)} epochs`);
  }
}

main(process.argv.slice(2));
