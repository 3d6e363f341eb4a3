import { base64url, fromBase64url } from "@vado/protocol";
import { concat, EMPTY, same } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { GROUP_INFO_BYTES_MAX, USED_TICKETS_MAX } from "../limits.ts";
import { openOuter, sealOuter } from "../outer.ts";
import { SUITE_NAME } from "../suite/ciphersuite.ts";
import type { ChannelContext } from "./context.ts";
import { USED_TICKETS_EXTENSION } from "./profile.ts";
import { memberAt, type MlsState } from "./state.ts";
import { createGroupInfoWithExternalPubAndRatchetTree, decodeMlsMessage, encodeGroupContext, encodeMlsMessage, verifyGroupInfoSignature, type GroupInfo } from "./library.ts";

const TICKET_ID_BYTES = 16;

/** The sealed GroupInfo of a state's epoch (C21): key to join by, the whole tree, and the tickets used so far. */
export async function sealGroupInfo(state: MlsState): Promise<Uint8Array> {
  const { ports, suite, channel } = state.context;
  const used = { extensionType: USED_TICKETS_EXTENSION, extensionData: ticketBytes(state.usedTickets) };
  const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(state.group, [used], suite);
  const message = encodeMlsMessage({ version: "mls10", wireformat: "mls_group_info", groupInfo });
  return sealOuter(ports.crypto, ports.entropy, channel, "group-info", message);
}

/** Opens a GroupInfo and checks its form; whether it is true is for MLS and the endorsers. Throws `ChannelError` ("bytes"). */
export async function openGroupInfo(context: ChannelContext, sealed: Uint8Array): Promise<{ readonly groupInfo: GroupInfo; readonly usedTickets: readonly string[] }> {
  const bytes = await openOuter(context.ports.crypto, context.channel, "group-info", sealed, GROUP_INFO_BYTES_MAX);
  const groupInfo = decode(bytes);
  const { groupContext, extensions } = groupInfo;
  if (groupContext.cipherSuite !== SUITE_NAME || groupContext.extensions.length !== 0) throw refused("another ciphersuite, or group extensions");
  if (!same(groupContext.groupId, context.groupId)) throw refused("of another channel or charter");
  const [used, externalPub, tree] = extensions;
  const plain = extensions.length === 3 && externalPub?.extensionType === "external_pub" && tree?.extensionType === "ratchet_tree";
  if (!plain || used?.extensionType !== USED_TICKETS_EXTENSION) throw refused("not the three extensions it should have");
  return { groupInfo, usedTickets: ticketIds(used.extensionData) };
}

/**
 * What in a GroupInfo is not as this member knows its group, or `null` when all of it is: a member endorses only then (C22).
 * The state must be the one right after the commit the GroupInfo stands beside.
 */
export async function faultOfGroupInfo(state: MlsState, sealed: Uint8Array): Promise<string | null> {
  let opened: Awaited<ReturnType<typeof openGroupInfo>>;
  try {
    opened = await openGroupInfo(state.context, sealed);
  } catch (error) {
    if (error instanceof ChannelError) return error.message;
    throw error;
  }
  const { groupInfo, usedTickets } = opened;
  const { suite } = state.context;
  const own = await createGroupInfoWithExternalPubAndRatchetTree(state.group, [], suite);
  if (!same(encodeGroupContext(groupInfo.groupContext), encodeGroupContext(own.groupContext))) return "another epoch or tree";
  if (!same(groupInfo.confirmationTag, own.confirmationTag)) return "another confirmation tag";
  const alike = own.extensions.every((e) => groupInfo.extensions.some((x) => x.extensionType === e.extensionType && same(x.extensionData, e.extensionData)));
  if (!alike) return "another tree or key to join by";
  if (usedTickets.join() !== state.usedTickets.join()) return "another list of used tickets";
  const signer = memberAt(state, groupInfo.signer);
  const valid = signer !== undefined && (await verifyGroupInfoSignature(groupInfo, signer.signatureKey, suite.signature));
  return valid ? null : "not signed by a member";
}

function decode(bytes: Uint8Array): GroupInfo {
  let decoded: ReturnType<typeof decodeMlsMessage>;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch {
    throw refused("not MLS");
  }
  if (decoded === undefined || decoded[1] !== bytes.length || decoded[0].wireformat !== "mls_group_info") throw refused("not a GroupInfo");
  return decoded[0].groupInfo;
}

function ticketBytes(ids: readonly string[]): Uint8Array {
  return concat(...ids.map((id) => fromBase64url(id) ?? EMPTY));
}

function ticketIds(bytes: Uint8Array): readonly string[] {
  const count = bytes.length / TICKET_ID_BYTES;
  if (!Number.isInteger(count) || count > USED_TICKETS_MAX) throw refused("a list of used tickets of a wrong length");
  const ids = Array.from({ length: count }, (_, i) => base64url(bytes.subarray(i * TICKET_ID_BYTES, (i + 1) * TICKET_ID_BYTES)));
  if (new Set(ids).size !== count) throw refused("a used ticket stands twice");
  return ids;
}

function refused(detail: string): ChannelError {
  return new ChannelError("bytes", "C21", `GroupInfo: ${detail}`);
}
