import { base64url, hex, type ChannelId, type DeviceId, type LinkId } from "@vado/protocol";
import type { Core } from "../core.ts";
import { firstHead } from "../heads.ts";
import { logBetween } from "../log.ts";
import { certificateKey } from "../rows.ts";
import type { LogRow } from "../types.ts";
import { RECORD_LABEL, type RecordEntry, type RecordLine, type RecordPage, type Stand } from "./wire.ts";

/** Entries of one page, at most. */
export const RECORD_PAGE_MAX = 200;

/** The record as this device keeps it, from the entry after `after` on. Null before the device has joined, or where its rows are of a version that kept no hashes. */
export async function recordPage<S>(core: Core<S>, after: number): Promise<RecordPage | null> {
  const { crypto, vault } = core.ports;
  const { meta, secrets } = core.sessions.record;
  const from = await beginning(core);
  if (from === null || meta.head === null) return null;
  const begin = Math.max(after, from.seq);
  const upTo = Math.min(begin + RECORD_PAGE_MAX, meta.headSeq);
  const rows = await logBetween(vault, "record", begin + 1, upTo);
  if (rows.some(({ bytesHash }) => bytesHash === undefined)) return null;
  const lines: RecordLine[] = [];
  const given = new Set<string>();
  for (const row of rows) {
    const { device, text } = row;
    if (text !== null && device !== null && !given.has(device)) {
      given.add(device);
      const certificate = await vault.get(await certificateKey(crypto, device));
      if (certificate !== undefined) lines.push({ device: device as DeviceId, certificate: base64url(certificate) });
    }
    lines.push(entryOf(row));
  }
  if (upTo === meta.headSeq) lines.push({ end: { seq: meta.headSeq, head: meta.head as Stand["head"] } });
  const header = {
    record: RECORD_LABEL,
    link: core.config.link as LinkId,
    channel: secrets.channel as ChannelId,
    charter: base64url(secrets.charter),
    from,
  } as const;
  return { header, lines };
}

/** The founder's log begins with the channel; another's with its first entry, whose head is taken as it is. */
async function beginning<S>(core: Core<S>): Promise<Stand | null> {
  const { crypto } = core.ports;
  const { channel } = core.sessions.record.secrets;
  const [first] = await firstRows(core);
  if (first === undefined) return null;
  if (first.seq === 1) return { seq: 0, head: hex(await firstHead(crypto, channel)) as Stand["head"] };
  return { seq: first.seq, head: first.head as Stand["head"] };
}

async function firstRows<S>(core: Core<S>): Promise<readonly LogRow[]> {
  const { vault } = core.ports;
  const { joinedSeq, headSeq } = core.sessions.record.meta;
  for (let from = joinedSeq ?? 1; from <= headSeq; from += RECORD_PAGE_MAX) {
    const rows = await logBetween(vault, "record", from, Math.min(headSeq, from + RECORD_PAGE_MAX - 1));
    if (rows.length > 0) return rows;
  }
  return [];
}

function entryOf({ seq, receivedAt, bytesHash, text, signature }: LogRow): RecordEntry {
  const said = text === null || signature === null ? {} : { text, signature };
  return { seq, receivedAt, bytesHash: bytesHash as RecordEntry["bytesHash"], ...said };
}
