import { EventId, HashHex, DeviceId, ChannelId, type VaultRow } from "@vado/protocol";
import * as v from "valibot";
import { concat, EMPTY, fromUtf8, numberBytes, same, utf8 } from "../bytes.ts";
import { ChannelError, type DeviceIdentity } from "../contract.ts";
import { BARRED_MAX, USED_TICKETS_MAX } from "../limits.ts";
import { parsePaper } from "../papers/signed.ts";
import { MARK_TEXT } from "./barred.ts";
import type { ChannelContext } from "./context.ts";
import { nodeOf, stateOf, type MlsState } from "./state.ts";
import { decodeGroupState, encodeGroupState, type ClientState } from "./library.ts";

/**
 * What is written to the vault (C23). The base row holds the whole group and is written when the epoch begins; a
 * message then writes only the ratchet of the one leaf that moved: 53 bytes (X-Wing: 85) instead of some hundred kilobytes.
 * A ratchet row names its epoch by the epoch authenticator, so one left over from an earlier epoch is not taken.
 */
const BASE = "base";
const RATCHET = "ratchet/";
const VERSION = 1;
const TAG_BYTES = 16;
/** Version, tag of the epoch, generation; the rest is the secret, as long as the suite's hash. */
const RATCHET_HEAD_BYTES = 1 + TAG_BYTES + 4;

const Header = v.strictObject({
  charter: HashHex,
  channel: ChannelId,
  device: DeviceId,
  usedTickets: v.pipe(v.array(EventId), v.maxLength(USED_TICKETS_MAX)),
  barred: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(MARK_TEXT))), v.maxLength(BARRED_MAX)), []),
});

/** All rows of a new epoch: the base, and the removal of the ratchets of the epoch before. */
export function epochRows(state: MlsState, before?: MlsState): readonly VaultRow[] {
  const { charter, channel } = state.context;
  const header = utf8(
    JSON.stringify({
      charter: charter.id,
      channel: channel.channel,
      device: state.identity.device,
      usedTickets: state.usedTickets,
      ...(state.barred.length > 0 ? { barred: state.barred } : {}),
    }),
  );
  // The signature key has its own place in the vault, and comes back with the identity.
  const group = encodeGroupState({ ...state.group, signaturePrivateKey: EMPTY });
  const rows: VaultRow[] = [
    { key: BASE, value: concat(Uint8Array.of(VERSION), numberBytes(header.length, 4), header, group) },
  ];
  for (const member of before?.members ?? []) {
    const moved = (before?.group.secretTree[nodeOf(member.leaf)]?.application.generation ?? 0) > 0;
    if (moved) rows.push({ key: RATCHET + member.leaf, value: null });
  }
  return rows;
}

/** The one row of a message sealed or opened. */
export function ratchetRow(group: ClientState, leaf: number): VaultRow {
  const ratchet = group.secretTree[nodeOf(leaf)]?.application;
  if (ratchet === undefined) throw new Error(`no ratchet of leaf ${leaf}`);
  const tag = group.keySchedule.epochAuthenticator.subarray(0, TAG_BYTES);
  return {
    key: RATCHET + leaf,
    value: concat(Uint8Array.of(VERSION), tag, numberBytes(ratchet.generation, 4), ratchet.secret),
  };
}

/** Throws `ChannelError` ("bytes", C23) when rows are missing, damaged, or of another device or channel. */
export async function stateFromRows(
  context: ChannelContext,
  identity: DeviceIdentity,
  rows: ReadonlyMap<string, Uint8Array>,
): Promise<MlsState> {
  const base = rows.get(BASE);
  if (base === undefined) throw refused("no base row");
  const { header, group } = readBase(context, identity, base);
  const secretTree = group.secretTree.slice();
  for (const [key, row] of rows) {
    if (!key.startsWith(RATCHET)) continue;
    if (row.length !== RATCHET_HEAD_BYTES + context.suite.kdf.size || row[0] !== VERSION)
      throw refused(`row ${key} is damaged`);
    if (!same(row.subarray(1, 1 + TAG_BYTES), group.keySchedule.epochAuthenticator.subarray(0, TAG_BYTES))) continue;
    const index = nodeOf(Number(key.slice(RATCHET.length)));
    const node = secretTree[index];
    if (node === undefined) throw refused(`row ${key} is of no leaf`);
    const generation = new DataView(row.buffer, row.byteOffset + 1 + TAG_BYTES, 4).getUint32(0);
    secretTree[index] = {
      ...node,
      application: { secret: row.slice(RATCHET_HEAD_BYTES), generation, unusedGenerations: {} },
    };
  }
  const whole = {
    ...group,
    secretTree,
    signaturePrivateKey: identity.signatureKey.privateKey,
    clientConfig: context.config,
  };
  return stateOf(context, identity, whole, header);
}

function readBase(context: ChannelContext, identity: DeviceIdentity, base: Uint8Array) {
  try {
    if (base[0] !== VERSION) throw refused("base row of an unknown version");
    const cut = 5 + new DataView(base.buffer, base.byteOffset + 1, 4).getUint32(0);
    const header = parsePaper(Header, fromUtf8(base.subarray(5, cut)), "C23", "base row");
    const decoded = decodeGroupState(base.slice(cut), 0);
    if (decoded === undefined || decoded[1] !== base.length - cut)
      throw refused("the group in the base row is damaged");
    const group = decoded[0];
    const own = group.ratchetTree[nodeOf(group.privatePath.leafIndex)];
    const ours = own?.nodeType === "leaf" && same(own.leaf.signaturePublicKey, identity.signatureKey.publicKey);
    const here = header.charter === context.charter.id && header.channel === context.channel.channel;
    if (!ours || !here || header.device !== identity.device) throw refused("the rows are of another device or channel");
    return { header, group };
  } catch (error) {
    throw error instanceof ChannelError ? error : refused("the base row is damaged");
  }
}

function refused(detail: string): ChannelError {
  return new ChannelError("bytes", "C23", detail);
}
