import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mlsCipher, type MlsState } from "@vado/channel";
import { KINDS, LinkClient } from "@vado/client";
import { nodeCrypto, nodeEntropy, sqliteVault } from "@vado/host";
import { TransportDown, type Vault, type VaultRow } from "@vado/protocol";
import { collectGarbage } from "./garbage.ts";
import { playLink, type Played } from "./link.ts";
import { memoryRelay } from "./memory-relay.ts";
import { figure, timed, type Lap, type Reading } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

/** Who was away, and who was not: two duty officers of one side. */
const AWAY = ".receiving.duty2";
const THERE = ".receiving.duty";
/** When it goes, all have joined and are confirmed, ms after the start. */
const LEAVES_MS = 15 * 60_000;
/** Hours of a link that are read again; more change nothing but the time it takes to play them. */
const HOURS_MAX = 3;
const MESSAGES_PER_S_MIN = 1_000;
const STATE_BYTES_MAX = 1_024;

interface Away {
  readonly device: Played<MlsState>;
  readonly there: Played<MlsState>;
  /** Its vault, as it was when it came back. */
  readonly rows: readonly { readonly key: string; readonly value: Uint8Array }[];
}

/**
 * `channel.catchup`: a device that was away for hours reads what was said meanwhile: pages fetched with signed requests, opened by
 * MLS, signatures and chains checked, folded, and written to its vault on disk. The relay works in the same process, so its share is
 * in the figure. `channel.state`: bytes written meanwhile, without the log itself, for each message.
 */
export async function catchUp(plan: BenchPlan): Promise<Record<string, Figure>> {
  const away = await leave(Math.min(plan.hours, HOURS_MAX));
  const messages = seqOf(away.there.client) - seqOf(away.device.client);
  const laps: Lap[] = [];
  let bytes = 0;
  for (let n = 0; n <= plan.rounds; n++) {
    const lap = await comeBack(away);
    ({ bytes } = lap);
    if (n > 0) laps.push(lap);
  }
  const perSecond: Reading = {
    unit: "messages/s",
    limit: `ratio >= 1 (${MESSAGES_PER_S_MIN}/s)`,
    value: (seconds) => 1 / seconds,
    ratio: ({ ours, peer }) => peer / ours,
  };
  const perMessage: Reading = {
    unit: "bytes/message",
    limit: `ratio <= 1 (${STATE_BYTES_MAX} bytes)`,
    value: (size) => size,
    ratio: ({ ours, peer }) => ours / peer,
  };
  return {
    "channel.catchup": figure(
      laps.map(({ units, seconds }) => ({ ours: seconds / units, peer: 1 / MESSAGES_PER_S_MIN })),
      perSecond,
    ),
    "channel.state": figure([{ ours: bytes / messages, peer: STATE_BYTES_MAX }], perMessage),
  };
}

async function leave(hours: number): Promise<Away> {
  const { link, devices } = await playLink({
    hours,
    cipher: mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy }),
    relay: memoryRelay,
    perRole: 2,
    isAway: (device, ms) => device.endsWith(AWAY) && ms >= LEAVES_MS,
  });
  const device = devices.get(link + AWAY);
  const there = devices.get(link + THERE);
  if (device === undefined || there === undefined) throw new Error("the link lacks its second duty officer");
  return { device, there, rows: await device.ports.vault.list("") };
}

async function comeBack({ device, there, rows }: Away): Promise<Lap & { readonly bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "vado-bench-"));
  const disk = await sqliteVault(join(folder, "device.sqlite"));
  try {
    await disk.write(rows);
    const vault = weighed(disk);
    const { transport } = device.ports;
    // It comes back more than once, and so must not say anything.
    const reading = { ...transport, append: () => Promise.reject(new TransportDown("only reads")) };
    const client = new LinkClient(device.config, { ...device.ports, vault, transport: reading });
    await client.load();
    collectGarbage();
    const to = seqOf(there.client);
    const lap = await timed(to - seqOf(client), async () => {
      while (seqOf(client) < to) await client.step();
    });
    for (const kind of KINDS)
      if ((await client.digest(kind)) !== (await there.client.digest(kind)))
        throw new Error(`${kind} is not what those read who were there`);
    return { ...lap, bytes: vault.bytes };
  } finally {
    await disk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const seqOf = (client: Played<MlsState>["client"]): number =>
  KINDS.reduce((sum, kind) => sum + client.head(kind).seq, 0);

/** A vault that adds up what is written beside the log. */
function weighed(vault: Vault): Vault & { readonly bytes: number } {
  let bytes = 0;
  const weight = ({ key, value }: VaultRow): number => (/^c\/\w+\/log\//.test(key) ? 0 : (value?.length ?? 0));
  return {
    get: (key) => vault.get(key),
    list: (prefix) => vault.list(prefix),
    write: (rows) => {
      bytes += rows.reduce((sum, row) => sum + weight(row), 0);
      return vault.write(rows);
    },
    get bytes() {
      return bytes;
    },
  };
}
