import { createWriteStream, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import type { LinkClient, LogRow } from "@vado/client";
import { KINDS } from "@vado/client";
import type { Envelope } from "@vado/protocol";

/** What a device leaves for a stranger: its log as it opened it, and the digests of its channels. */

/** Channel business that says nothing of the crossing. */
export const LEFT_OUT: ReadonlySet<string> = new Set(["heartbeat", "ack", "digest.published"]);

export async function writeEvidence<S>(folder: string, device: string, client: LinkClient<S>): Promise<void> {
  const file = createWriteStream(join(folder, `device-${device}.jsonl`));
  const digests: string[] = [];
  for (const kind of KINDS) {
    const { channel, seq } = client.head(kind);
    for (const row of await client.log(kind)) {
      const line = evidenceLine(channel, row);
      if (line !== null && !file.write(`${line}\n`)) await once(file, "drain");
    }
    digests.push(`${channel} ${seq} ${await client.digest(kind)}`);
  }
  file.end();
  await once(file, "finish");
  writeFileSync(join(folder, `device-${device}.digest`), `${digests.join("\n")}\n`);
}

/** One line of the evidence, or null for what is left out. */
export function evidenceLine(channel: string, row: LogRow): string | null {
  if (row.text === null) return null;
  const { body, at, intent, exercise, seen } = JSON.parse(row.text) as Envelope;
  if (LEFT_OUT.has(body.type)) return null;
  const { seq, receivedAt, device, side, role, voidedBy } = row;
  // `exercise` is written only where it is set.
  const event = { ...body, at, intent, exercise };
  return JSON.stringify({ channel, seq, receivedAt, device, side, role, seen: seen.seq, event, voidedBy });
}
