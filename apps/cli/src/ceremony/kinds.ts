import { ChannelError } from "@vado/channel";
import { HostError } from "@vado/host";
import { readFile } from "./files.ts";

/** What files of a ceremony call themselves. Reading the wrong one is the commonest slip, so it is named. */
const KINDS = {
  "vado/root/1": "an agency's sealed root key",
  "vado/post/1": "the secrets of a desk's post",
  "vado/agency/1": "an agency's card",
  "vado/charter/1": "a charter",
  "vado/issuing-request/1": "a request for an issuing key",
  "vado/issuing-key/1": "the certificate of an issuing key",
  "vado/stock/1": "a stock of tickets",
  "vado/revocation/1": "a revocation",
} as const;
export type Kind = keyof typeof KINDS;

/** Bytes of any of the papers that travel. */
const PAPER_BYTES_MAX = 4 * 1024 * 1024;

/** Which kind a file says it is; `null` for anything else. Looks at the label only. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const outer = fields(Buffer.from(bytes).toString("utf8"));
  const label = outer["label"] ?? fields(typeof outer["text"] === "string" ? outer["text"] : "")["label"];
  return typeof label === "string" && Object.hasOwn(KINDS, label) ? (label as Kind) : null;
}

function fields(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Reads a file that must be of one of these kinds. Throws `HostError` saying what it is instead; quotes nothing of it. */
export function readKind<K extends Kind>(
  path: string,
  ...wanted: readonly [K, ...K[]]
): { kind: K; bytes: Uint8Array } {
  const what = wanted.map((kind) => KINDS[kind]).join(" or ");
  const bytes = readFile(path, { what, bytesMax: PAPER_BYTES_MAX });
  const kind = kindOf(bytes);
  if (kind === null)
    throw new HostError(
      "paper-unknown",
      `${path} is not ${what}: it is damaged, or no paper of Vado. Have it sent again.`,
    );
  const found = wanted.find((one) => one === kind);
  if (found !== undefined) return { kind: found, bytes };
  throw new HostError("paper-other", `${path} is ${KINDS[kind]}; this step takes ${what}.`);
}

/** Does something with a paper; what is wrong with it becomes a sentence with the file's name. */
export async function withPaper<T>(path: string, work: () => Promise<T>, todo = "Have it sent again."): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChannelError)
      throw new HostError("paper-bad", `${path} is not good (${error.message}). ${todo}`, error);
    throw error;
  }
}
