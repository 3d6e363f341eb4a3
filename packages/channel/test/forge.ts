import { encodeMlsMessage } from "ts-mls/message.js";
import { createCommit, joinGroupExternal } from "ts-mls/createCommit.js";
import { createProposal } from "ts-mls/createMessage.js";
import { generateKeyPackageWithKey } from "ts-mls/keyPackage.js";
import { findBlankLeafNodeIndexOrExtend } from "ts-mls/ratchetTree.js";
import { nodeToLeafIndex } from "ts-mls/treemath.js";
import type { Capabilities, CiphersuiteImpl, MLSMessage, Proposal } from "ts-mls";
import { concat } from "../src/bytes.ts";
import { linkOf, type DeviceIdentity, type MlsState } from "../src/index.ts";
import { channelContext } from "../src/mls/context.ts";
import { MLS_COMMIT } from "../src/mls/enter.ts";
import { openGroupInfo } from "../src/mls/group-info.ts";
import { capabilitiesOf, LIFETIME } from "../src/mls/profile.ts";
import { sealOuter } from "../src/outer.ts";
import { ciphersuiteNamed } from "../src/suite/ciphersuite.ts";
import type { Device, Room } from "./world.ts";

/** Commits an honest client never makes, by someone with the outer key. */
export interface Forgery {
  readonly ticket?: Uint8Array;
  /** Leaf to remove in the same commit. */
  readonly smuggle?: number;
  readonly capabilities?: Capabilities;
  readonly leafExtensions?: { extensionType: number; extensionData: Uint8Array }[];
  /** Stands in the new leaf instead of its own HPKE key. */
  readonly leafHpkeKey?: Uint8Array;
  /** Changes the finished public message before it is encoded. */
  readonly alter?: (message: MLSMessage) => MLSMessage;
}

export async function suiteOf({ world, secrets }: Room): Promise<CiphersuiteImpl> {
  const suite = linkOf(world.charter, secrets.link)?.suite ?? "x25519";
  return ciphersuiteNamed(suite, world.crypto, world.entropy);
}

export async function forgeJoin(room: Room, identity: DeviceIdentity, forgery: Forgery = {}): Promise<Uint8Array> {
  const suite = await suiteOf(room);
  const context = await channelContext(room.world, () => suite, room.secrets);
  const { groupInfo } = await openGroupInfo(context, room.groupInfo);
  const keys = { publicKey: identity.signatureKey.publicKey, signKey: identity.signatureKey.privateKey };
  const credential = { credentialType: "basic" as const, identity: identity.certificate };
  const capabilities = forgery.capabilities ?? capabilitiesOf(suite);
  const pack = await generateKeyPackageWithKey(
    credential,
    capabilities,
    LIFETIME,
    [],
    keys,
    suite,
    forgery.leafExtensions ?? [],
  );
  let leaf = -1;
  const config = {
    ...context.config,
    authService: { validateCredential: async () => true },
    keyPackageEqualityConfig: {
      compareKeyPackages: () => false,
      // Asked leaf by leaf in order: says "this is the one" at the victim.
      compareKeyPackageToLeafNode: () => ++leaf === forgery.smuggle,
    },
  };
  const ticket = forgery.ticket ?? (await room.world.ticket(identity, room.secrets.link));
  const resync = forgery.smuggle !== undefined;
  const making = forgery.leafHpkeKey === undefined ? suite : withLeafKey(room, suite, forgery.leafHpkeKey);
  const joined = await joinGroupExternal(
    groupInfo,
    pack.publicPackage,
    pack.privatePackage,
    resync,
    making,
    undefined,
    config,
    ticket,
  );
  const message: MLSMessage = {
    version: "mls10",
    wireformat: "mls_public_message",
    publicMessage: joined.publicMessage,
  };
  return sealCommit(room, forgery.alter?.(message) ?? message);
}

/** The library exports the keys of the path first, from below, and the leaf's last. */
function withLeafKey(room: Room, suite: CiphersuiteImpl, key: Uint8Array): CiphersuiteImpl {
  const leaf = nodeToLeafIndex(findBlankLeafNodeIndexOrExtend(room.devices[0]!.state.group.ratchetTree));
  const levels = leaf === 3 ? 2 : Number.NaN;
  let exported = 0;
  const exportPublicKey: typeof suite.hpke.exportPublicKey = async (own) =>
    exported++ === levels ? key : suite.hpke.exportPublicKey(own);
  return { ...suite, hpke: { ...suite.hpke, exportPublicKey } };
}

export async function sealCommit(room: Room, message: MLSMessage): Promise<Uint8Array> {
  const { crypto, entropy } = room.world;
  return sealOuter(
    crypto,
    entropy,
    room.secrets,
    "commit",
    concat(Uint8Array.of(MLS_COMMIT), encodeMlsMessage(message)),
  );
}

/** A removal that keeps what it is told to of the rules. */
export interface ForgedRemoval {
  readonly leaves: readonly number[];
  /** What stands in the authenticated data. */
  readonly terms: unknown;
  readonly more?: readonly Proposal[];
  /** Stands in the steward's new leaf instead of its own certificate. */
  readonly certificate?: Uint8Array;
  readonly alter?: (message: MLSMessage) => MLSMessage;
}

export const termsOf = (reason: string, revocation?: Uint8Array): unknown => ({
  label: "vado/removal/1",
  reason,
  ...(revocation === undefined ? {} : { revocation: JSON.parse(new TextDecoder().decode(revocation)) as unknown }),
});

export async function forgeRemoval(room: Room, by: Device, forgery: ForgedRemoval): Promise<Uint8Array> {
  const state = by.state.group;
  const ratchetTree = state.ratchetTree.slice();
  const own = ratchetTree[2 * state.privatePath.leafIndex];
  if (forgery.certificate !== undefined && own?.nodeType === "leaf") {
    const credential = { credentialType: "basic" as const, identity: forgery.certificate };
    ratchetTree[2 * state.privatePath.leafIndex] = { ...own, leaf: { ...own.leaf, credential } };
  }
  const removals = forgery.leaves.map((removed): Proposal => ({ proposalType: "remove", remove: { removed } }));
  const { commit } = await createCommit(
    { state: { ...state, ratchetTree }, cipherSuite: await suiteOf(room) },
    {
      wireAsPublicMessage: true,
      extraProposals: [...removals, ...(forgery.more ?? [])],
      authenticatedData: new TextEncoder().encode(JSON.stringify(forgery.terms)),
    },
  );
  return sealCommit(room, forgery.alter?.(commit) ?? commit);
}

/** A commit by a member with any proposals. */
export async function forgeMemberCommit(
  room: Room,
  by: Device,
  proposals: Proposal[],
  asPublic: boolean,
): Promise<Uint8Array> {
  const state = by.state.group;
  const { commit } = await createCommit(
    { state, cipherSuite: await suiteOf(room) },
    { wireAsPublicMessage: asPublic, extraProposals: proposals },
  );
  return sealCommit(room, commit);
}

/** The bare encoding of a member's private commit or proposal, to be passed off as a message. */
export async function forgeHandshakeMessage(room: Room, by: Device, kind: "commit" | "proposal"): Promise<Uint8Array> {
  const suite = await suiteOf(room);
  const state: MlsState["group"] = by.state.group;
  if (kind === "commit") return encodeMlsMessage((await createCommit({ state, cipherSuite: suite }, {})).commit);
  const proposal: Proposal = { proposalType: "remove", remove: { removed: 0 } };
  return encodeMlsMessage((await createProposal(state, false, proposal, suite)).message);
}
