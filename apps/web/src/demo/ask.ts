import { t } from "@vado/ui";
import * as v from "valibot";
import { RefusalSchema } from "./status.ts";

/** Asks the demo. Whatever goes wrong comes back as a sentence for people, in an `AskFault`. */

const ANSWER_MS_MAX = 10_000;

export class AskFault extends Error {
  /** Nobody answered: the demo itself is not running. */
  readonly away: boolean;
  constructor(sentence: string, away: boolean) {
    super(sentence);
    this.away = away;
  }
}

export async function read<S extends v.GenericSchema>(url: string, schema: S): Promise<v.InferOutput<S>> {
  return parsed(schema, await answer(url, {}));
}

export async function post(verb: string, body: object): Promise<unknown> {
  return answer(`/api/demo/${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export function parsed<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (!result.success) throw new AskFault(t("demo.fault.unreadable"), false);
  return result.output;
}

async function answer(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  let value: unknown;
  try {
    response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    value = await response.json();
  } catch {
    throw new AskFault(t("demo.away"), true);
  }
  if (response.ok) return value;
  const refusal = v.safeParse(RefusalSchema, value);
  const reason = refusal.success ? refusal.output.reason : "";
  if (reason === "starting") throw new AskFault(t("demo.starting"), false);
  if (reason === "no-desk" || reason === "away") throw new AskFault(t("demo.fault.desk"), false);
  if (reason === "nobody") throw new AskFault(t("demo.fault.nobody"), false);
  throw new AskFault(refusal.success ? refusal.output.detail : t("demo.fault.unreadable"), false);
}

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
