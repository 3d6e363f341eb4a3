import { base64url, fromBase64url } from "@vado/protocol";
import { concat, EMPTY, same } from "../bytes.ts";
import { ChannelError, type Member } from "../contract.ts";
import { GROUP_DEVICES_MAX, GROUP_INFO_BYTES_MAX } from "../limits.ts";
import { openOuter, sealOuter } from "../outer.ts";
import { MARK_BYTES } from "./barred.ts";
import type { ChannelContext } from "./context.ts";
import { BARRED_EXTENSION, USED_TICKETS_EXTENSION } from "./profile.ts";
import { memberAt, memberOf, nodeOf, type MlsState, type Past } from "./state.ts";
import {
  createGroupInfoWithExternalPubAndRatchetTree,
  decodeMlsMessage,
  decodeRatchetTree,
  encodeGroupContext,
  encodeMlsMessage,
  verifyGroupInfoSignature,
  type GroupInfo,
  type RatchetTree,
} from "./library.ts";

const TICKET_ID_BYTES = 16;

/**
 * The sealed GroupInfo of a state's epoch (C21): key to join by, the whole tree, and the tickets used so far. Throws
 * `ChannelError` ("caller", C15) rather than give one that no relay takes and nobody could join by.
 */
export async function sealGroupInfo(state: MlsState): Promise<Uint8Array> {
  const { ports, suite, channel } = state.context;
  const past = [{ extensionType: USED_TICKETS_EXTENSION, extensionData: listBytes(state.usedTickets) }];
  if (state.barred.length > 0) past.push({ extensionType: BARRED_EXTENSION, extensionData: listBytes(state.barred) });
  const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(state.group, past, suite);
  const message = encodeMlsMessage({ version: "mls10", wireformat: "mls_group_info", groupInfo });
  const sealed = await sealOuter(ports.crypto, ports.entropy, channel, "group-info", message);
  if (sealed.length > GROUP_INFO_BYTES_MAX)
    throw new ChannelError(
      "caller",
      "C15",
      `the GroupInfo would have ${sealed.length} bytes, more than ${GROUP_INFO_BYTES_MAX}`,
    );
  return sealed;
}

/** A GroupInfo of the right form; whether it is true is for MLS and the endorsers. */
interface OpenGroupInfo extends Past {
  readonly groupInfo: GroupInfo;
  readonly tree: RatchetTree;
}

/** Opens a GroupInfo and checks its form. Throws `ChannelError` ("bytes", C15 or C21). */
export async function openGroupInfo(context: ChannelContext, sealed: Uint8Array): Promise<OpenGroupInfo> {
  const bytes = await openOuter(context.ports.crypto, context.channel, "group-info", sealed, GROUP_INFO_BYTES_MAX);
  const groupInfo = decode(bytes);
  const { groupContext, extensions } = groupInfo;
  if (groupContext.cipherSuite !== context.suite.name)
    throw new ChannelError("bytes", "C32", `GroupInfo: of suite ${groupContext.cipherSuite}, not the charter's`);
  if (groupContext.extensions.length !== 0) throw refused("group extensions");
  if (!same(groupContext.groupId, context.groupId)) throw refused("of another channel or charter");
  const [used, ...rest] = extensions;
  const out = rest[0]?.extensionType === BARRED_EXTENSION ? rest.shift() : undefined;
  const [externalPub, tree] = rest;
  if (
    rest.length !== 2 ||
    used?.extensionType !== USED_TICKETS_EXTENSION ||
    out?.extensionData.length === 0 ||
    externalPub?.extensionType !== "external_pub" ||
    tree?.extensionType !== "ratchet_tree"
  ) {
    throw refused("not the extensions it should have");
  }
  return {
    groupInfo,
    tree: decodeTree(tree.extensionData),
    usedTickets: readList(used.extensionData, TICKET_ID_BYTES, context.facts.usedTicketsMax, "used tickets"),
    barred: readList(out?.extensionData ?? EMPTY, MARK_BYTES, context.facts.barredMax, "the barred"),
  };
}

/** The member who signed a GroupInfo, by its own tree and the charter, or `null`. Says nothing about whether it is true (C21). */
export async function groupInfoAuthor(context: ChannelContext, sealed: Uint8Array): Promise<Member | null> {
  const opened = await unlessRefused(openGroupInfo(context, sealed));
  if (opened instanceof ChannelError) return null;
  const { groupInfo, tree } = opened;
  const node = tree[nodeOf(groupInfo.signer)];
  if (node?.nodeType !== "leaf") return null;
  const paper = await context.paper(node.leaf.credential, node.leaf.signaturePublicKey);
  if (paper === null) return null;
  const valid = await verifyGroupInfoSignature(groupInfo, paper.signatureKey, context.suite.signature);
  return valid ? memberOf(groupInfo.signer, paper) : null;
}

/**
 * What in a GroupInfo is not as this member knows its group, or `null` when all of it is: a member endorses only then (C22).
 * The state must be the one right after the commit the GroupInfo stands beside.
 */
export async function faultOfGroupInfo(state: MlsState, sealed: Uint8Array): Promise<string | null> {
  const opened = await unlessRefused(openGroupInfo(state.context, sealed));
  if (opened instanceof ChannelError) return opened.message;
  const { groupInfo, usedTickets, barred } = opened;
  const { suite } = state.context;
  const own = await createGroupInfoWithExternalPubAndRatchetTree(state.group, [], suite);
  if (!same(encodeGroupContext(groupInfo.groupContext), encodeGroupContext(own.groupContext)))
    return "another epoch or tree";
  if (!same(groupInfo.confirmationTag, own.confirmationTag)) return "another confirmation tag";
  const alike = own.extensions.every((e) =>
    groupInfo.extensions.some((x) => x.extensionType === e.extensionType && same(x.extensionData, e.extensionData)),
  );
  if (!alike) return "another tree or key to join by";
  if (usedTickets.join() !== state.usedTickets.join()) return "another list of used tickets";
  if (barred.join() !== state.barred.join()) return "another list of the barred";
  const signer = memberAt(state, groupInfo.signer);
  const valid =
    signer !== undefined && (await verifyGroupInfoSignature(groupInfo, signer.signatureKey, suite.signature));
  return valid ? null : "not signed by a member";
}

function decode(bytes: Uint8Array): GroupInfo {
  let decoded: ReturnType<typeof decodeMlsMessage>;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch {
    throw refused("not MLS");
  }
  if (decoded === undefined || decoded[1] !== bytes.length || decoded[0].wireformat !== "mls_group_info")
    throw refused("not a GroupInfo");
  return decoded[0].groupInfo;
}

/** Measured before the library hashes it: a tree of blanks costs a byte a node to send and a hash a node to check. */
function decodeTree(bytes: Uint8Array): RatchetTree {
  let tree: RatchetTree | undefined;
  try {
    tree = decodeRatchetTree(bytes, 0)?.[0];
  } catch {
    throw refused("not a ratchet tree");
  }
  const nodes = tree?.length ?? 0;
  if (tree === undefined || nodes < 1 || nodes > 2 * GROUP_DEVICES_MAX - 1) throw refused(`a tree of ${nodes} nodes`);
  return tree;
}

/** The value, or the `ChannelError` it was refused with; anything else thrown is a bug and goes on. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | ChannelError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
}

function listBytes(ids: readonly string[]): Uint8Array {
  return concat(...ids.map((id) => fromBase64url(id) ?? EMPTY));
}

/** A list of ids of `size` bytes each, as base64url. */
function readList(bytes: Uint8Array, size: number, max: number, what: string): readonly string[] {
  const count = bytes.length / size;
  if (!Number.isInteger(count) || count > max) throw refused(`a list of ${what} of a wrong length`);
  const ids = Array.from({ length: count }, (_, i) => base64url(bytes.subarray(i * size, (i + 1) * size)));
  if (new Set(ids).size !== count) throw refused(`a list of ${what} with one twice`);
  return ids;
}

function refused(detail: string): ChannelError {
  return new ChannelError("bytes", "C21", `GroupInfo: ${detail}`);
}
