import { concat, same } from "../bytes.ts";
import {
  ChannelError,
  type DeviceIdentity,
  type Joined,
  type Member,
  type Removal,
  type RemovalNotice,
  type Revocation,
} from "../contract.ts";
import { sealOuter } from "../outer.ts";
import { readRemoval, removalBytes } from "../papers/removal.ts";
import { openRevocation, openSignedRevocation } from "../papers/revocation.ts";
import { barredWith, marksOf, marksOfRevocation } from "./barred.ts";
import type { ChannelContext } from "./context.ts";
import { MLS_COMMIT } from "./enter.ts";
import { checkLeaf, checkPath, checkPlace, refuse } from "./external-commit.ts";
import { sealGroupInfo } from "./group-info.ts";
import { createCommit, encodeMlsMessage, removeLeafNode, toLeafIndex } from "./library.ts";
import type { LeafNodeCommit, Proposal, PublicMessage } from "./library.ts";
import { epochRows } from "./rows.ts";
import { memberAt, nodeOf, stateOf, type MlsState } from "./state.ts";

/** Removal by stewards: the one commit a member may make (C27–C31). Everything is judged from the log and the charter alone. */

/** What a removal does, once it has been found in order. */
export interface Checked extends RemovalNotice {
  readonly removed: readonly Member[];
  readonly barred: readonly string[];
}

/** Whether the charter lets a device of this role remove (C28). */
export function maySteward({ charter }: ChannelContext, { role }: Pick<DeviceIdentity, "role">): boolean {
  return charter.terms.stewards.roles.some((one) => one === role);
}

/** A revocation checked for the link of this channel. Throws `ChannelError` ("bytes", C29). */
export async function readRevocation(context: ChannelContext, bytes: Uint8Array): Promise<Revocation> {
  const revocation = await openRevocation(context.ports.crypto, context.charter, bytes);
  return onLink(context, revocation);
}

function onLink(context: ChannelContext, revocation: Revocation): Revocation {
  if (revocation.link !== context.channel.link) refuse("C29", `a revocation for ${revocation.link}`);
  return revocation;
}

/** A steward's commit, or `null` when nothing is left to do. Throws `ChannelError`. */
export async function remove(state: MlsState, removal: Removal): Promise<Joined<MlsState> | null> {
  const { context, identity } = state;
  const self = state.group.privatePath.leafIndex;
  const targets = await targetsOf(state, removal);
  const barred = await barredAfter(state, targets, removal);
  if (targets.length === 0 && barred.length === state.barred.length) return null;
  const by = memberAt(state, self);
  try {
    checkRight(state, by, targets, removal.reason);
  } catch (error) {
    throw error instanceof ChannelError ? new ChannelError("caller", error.rule, error.message.slice(5)) : error;
  }
  const made = await createCommit(
    { state: state.group, cipherSuite: context.suite },
    {
      wireAsPublicMessage: true,
      extraProposals: targets.map(({ leaf }): Proposal => ({ proposalType: "remove", remove: { removed: leaf } })),
      authenticatedData: removalBytes(removal),
    },
  );
  const group = { ...made.newState, historicalReceiverData: new Map() };
  const next = await stateOf(context, identity, group, { usedTickets: state.usedTickets, barred });
  const { crypto, entropy } = context.ports;
  const bytes = concat(Uint8Array.of(MLS_COMMIT), encodeMlsMessage(made.commit));
  const frame = await sealOuter(crypto, entropy, context.channel, "commit", bytes);
  return { state: next, rows: epochRows(next, state), frame, groupInfo: await sealGroupInfo(next) };
}

/**
 * Everything this profile asks of a member's commit beyond MLS, before the library sees it. Only public things are looked at, so
 * that every member decides alike, those who are removed too. Throws `ChannelError` ("bytes") with the rule.
 */
export async function checkRemoval(state: MlsState, message: PublicMessage): Promise<Checked> {
  const { context } = state;
  const content = checkPlace(state, message);
  const sender = content.sender.senderType === "member" ? content.sender.leafIndex : -1;
  const by = memberAt(state, sender) ?? refuse("C11", "a commit by nobody in the group");
  const { proposals, path } = content.commit;
  const leaves = proposals.map((one) =>
    one.proposalOrRefType === "proposal" && one.proposal.proposalType === "remove" ? one.proposal.remove.removed : -1,
  );
  if (leaves.includes(-1)) refuse("C11", "a member's commit with something else than Remove by value");
  const terms = readRemoval(content.authenticatedData);
  const revocation =
    terms.reason === "revoked"
      ? onLink(context, await openSignedRevocation(context.ports.crypto, context.charter, terms.revocation))
      : null;
  const targets = leaves.map((leaf) => memberAt(state, leaf) ?? refuse("C30", `nobody at leaf ${leaf}`));
  if (leaves.some((leaf, i) => i > 0 && leaf <= (leaves[i - 1] as number)))
    refuse("C30", "leaves out of order, or twice");
  if (revocation !== null) {
    const meant = await hitBy(state, revocation);
    if (meant.map(({ leaf }) => leaf).join() !== leaves.join()) refuse("C30", "not exactly those the root revoked");
  }
  const barred = await barredBy(state, targets, revocation);
  if (targets.length === 0 && barred.length === state.barred.length) refuse("C30", "nothing to remove or bar");
  checkRight(state, by, targets, terms.reason);
  if (path === undefined) return refuse("C16", "no update path");
  checkSameLeaf(state, by, path.leafNode);
  const tree = leaves.reduce((left, leaf) => removeLeafNode(left, toLeafIndex(leaf)), state.group.ratchetTree);
  await checkPath(context, tree, by.leaf, path);
  return { by: by.device, reason: terms.reason, removed: targets, barred };
}

/** C28 and C30, for whoever makes a removal and whoever judges it. */
function checkRight(
  state: MlsState,
  by: Member | undefined,
  targets: readonly Member[],
  reason: Removal["reason"],
): void {
  if (by === undefined || !maySteward(state.context, by))
    return refuse("C28", "the charter does not make it a steward");
  const foreign = targets.find(({ agency, side }) => agency !== by.agency || side !== by.side);
  if (reason !== "revoked" && foreign !== undefined)
    refuse("C28", `${foreign.device} is of another agency or side, and no root has revoked it`);
  if (targets.some(({ leaf }) => leaf === by.leaf)) refuse("C30", "nobody removes itself");
  if (state.members.length - targets.length < 2) refuse("C30", "fewer than two devices would be left");
}

/** The update path renews the steward's HPKE key and nothing else of its leaf. */
function checkSameLeaf(state: MlsState, by: Member, leaf: LeafNodeCommit): void {
  checkLeaf(state.context, leaf);
  const node = state.group.ratchetTree[nodeOf(by.leaf)];
  if (node?.nodeType !== "leaf") return refuse("C12", "no leaf");
  const [before, after] = [node.leaf.credential, leaf.credential];
  const alike =
    "identity" in before &&
    "identity" in after &&
    after.credentialType === "basic" &&
    same(before.identity, after.identity);
  if (!alike || !same(leaf.signaturePublicKey, node.leaf.signaturePublicKey))
    refuse("C12", "a steward's leaf with another certificate or key");
}

async function targetsOf(state: MlsState, removal: Removal): Promise<readonly Member[]> {
  if (removal.reason === "revoked") return hitBy(state, await readRevocation(state.context, removal.revocation));
  return state.members.filter(({ device }) => removal.devices.includes(device));
}

/** The members a revocation names, by leaf: by name or key, or because the revoked key certified them. */
async function hitBy(state: MlsState, { agency, what }: Revocation): Promise<readonly Member[]> {
  const hit: Member[] = [];
  for (const member of state.members) {
    if (member.agency !== agency) continue;
    const named =
      what.kind === "device"
        ? member.device === what.device || same(member.signatureKey, what.signatureKey)
        : same((await issuerOf(state, member)) ?? new Uint8Array(), what.key);
    if (named) hit.push(member);
  }
  return hit;
}

async function issuerOf(state: MlsState, { leaf }: Member): Promise<Uint8Array | undefined> {
  const node = state.group.ratchetTree[nodeOf(leaf)];
  if (node?.nodeType !== "leaf") return undefined;
  return (await state.context.paper(node.leaf.credential, node.leaf.signaturePublicKey))?.issuer;
}

async function barredAfter(state: MlsState, targets: readonly Member[], removal: Removal): Promise<readonly string[]> {
  const revocation = removal.reason === "revoked" ? await readRevocation(state.context, removal.revocation) : null;
  return barredBy(state, targets, revocation);
}

/** C31. What the root revoked, then who goes, in the order of leaves. */
async function barredBy(
  state: MlsState,
  targets: readonly Member[],
  revocation: Revocation | null,
): Promise<readonly string[]> {
  const { crypto } = state.context.ports;
  const marks = revocation === null ? [] : [...(await marksOfRevocation(crypto, revocation))];
  for (const target of targets) marks.push(...(await marksOf(crypto, target)));
  return barredWith(state.barred, marks, state.context.facts.barredMax);
}
