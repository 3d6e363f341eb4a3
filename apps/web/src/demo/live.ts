import { signal } from "@preact/signals";
import { post, read, sentenceOf } from "./ask.ts";
import { StatusSchema, type DemoStatus } from "./status.ts";

/** The demo as it stands, asked again and again; one short request at a time, no connection held open. */

const EVERY_MS = 1_000;
/** While nobody looks at the page. */
const HIDDEN_EVERY_MS = 10_000;

const status = signal<DemoStatus | null>(null);
/** Why what is shown is not of now, in words; null while all is well. */
const trouble = signal<string | null>(null);
/** Why the last act was not done, in words. */
const refused = signal<string | null>(null);

export const live = { status, trouble, refused } as const;

let timer: ReturnType<typeof setTimeout> | undefined;

export function watchDemo(): void {
  document.addEventListener("visibilitychange", () => void look());
  void look();
}

async function look(): Promise<void> {
  clearTimeout(timer);
  try {
    status.value = await read("/api/demo/status", StatusSchema);
    trouble.value = null;
  } catch (error) {
    trouble.value = sentenceOf(error);
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), document.hidden ? HIDDEN_EVERY_MS : EVERY_MS);
}

/** Does something in the demo and shows what came of it; what went wrong is said on the page. */
export async function act(verb: string, body: object): Promise<void> {
  refused.value = null;
  try {
    await post(verb, body);
  } catch (error) {
    refused.value = sentenceOf(error);
  }
  await look();
}
