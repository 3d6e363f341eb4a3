import { same } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { GROUP_DEVICES_MAX, TICKET_BYTES_MAX } from "../limits.ts";
import { openTicket, type TicketPaper } from "../papers/ticket.ts";
import { isSealable } from "../suite/public-key.ts";
import { TAG_BYTES } from "../suite/suites.ts";
import { isBarredFrom } from "./barred.ts";
import type { ChannelContext } from "./context.ts";
import { capabilitiesOf } from "./profile.ts";
import type { MlsState } from "./state.ts";
import {
  addLeafNode,
  encodeCapabilities,
  filteredDirectPathAndCopathResolution,
  nodeToLeafIndex,
  toLeafIndex,
  type LeafNodeCommit,
  type PublicMessage,
  type RatchetTree,
} from "./library.ts";

type CommitContent = Extract<PublicMessage["content"], { contentType: "commit" }>;
type UpdatePath = NonNullable<CommitContent["commit"]["path"]>;

/**
 * Everything this profile asks of a commit beyond MLS, before the library sees it: the library itself would take an
 * external commit that removes anybody (C10). Only public things are looked at, so every member decides alike.
 * Throws `ChannelError` ("bytes") with the rule.
 */
export async function checkExternalCommit(state: MlsState, message: PublicMessage): Promise<TicketPaper> {
  const content = checkPlace(state, message);
  if (content.sender.senderType !== "new_member_commit") refuse("C11", `a commit by ${content.sender.senderType}`);
  const { proposals, path } = content.commit;
  const [only] = proposals;
  const plain =
    proposals.length === 1 && only?.proposalOrRefType === "proposal" && only.proposal.proposalType === "external_init";
  if (!plain) refuse("C10", "an external commit with something else than external_init");
  if (path === undefined) return refuse("C16", "no update path");
  if (state.members.length >= GROUP_DEVICES_MAX) refuse("C9", `${GROUP_DEVICES_MAX} devices already`);
  checkLeaf(state.context, path.leafNode);
  const [tree, place] = addLeafNode(state.group.ratchetTree, path.leafNode);
  await checkPath(state.context, tree, nodeToLeafIndex(place), path);
  return admit(state, path.leafNode, content.authenticatedData);
}

/** Of this group and epoch, and a commit. */
export function checkPlace(state: MlsState, { content }: PublicMessage): CommitContent {
  const { epoch } = state.group.groupContext;
  if (!same(content.groupId, state.context.groupId)) refuse("C15", "a commit of another group");
  if (content.epoch !== epoch) refuse("C14", `made for epoch ${content.epoch}, now is ${epoch}`);
  if (content.contentType !== "commit") return refuse("C11", `a ${content.contentType} among commits`);
  return content;
}

export function checkLeaf({ suite }: ChannelContext, leaf: LeafNodeCommit): void {
  if (leaf.extensions.length !== 0) refuse("C12", "a leaf with extensions");
  const { ciphersuites } = leaf.capabilities;
  if (ciphersuites.length !== 1 || ciphersuites[0] !== suite.name)
    refuse("C32", `a leaf for suite ${ciphersuites.join(", ").slice(0, 100)}, not the charter's`);
  if (!same(encodeCapabilities(leaf.capabilities), encodeCapabilities(capabilitiesOf(suite))))
    refuse("C12", "a leaf with other capabilities");
}

/**
 * Each path secret must be there for everyone who needs it: one too few would leave some members behind; and each key must be one that
 * somebody can seal to, or the door would be shut behind its owner (C16). `tree`: as the path finds it.
 */
export async function checkPath(
  { suiteName, facts, ports }: ChannelContext,
  tree: RatchetTree,
  leaf: number,
  { leafNode, nodes }: UpdatePath,
): Promise<void> {
  const { kemOutputBytes, secretBytes } = facts;
  const needed = filteredDirectPathAndCopathResolution(toLeafIndex(leaf), tree);
  const complete =
    nodes.length === needed.length &&
    nodes.every(
      ({ encryptedPathSecret }, i) =>
        encryptedPathSecret.length === needed[i]?.resolution.length &&
        encryptedPathSecret.every(
          (c) => c.kemOutput.length === kemOutputBytes && c.ciphertext.length === secretBytes + TAG_BYTES,
        ),
    );
  if (!complete) refuse("C16", "an update path of a wrong shape");
  for (const { hpkePublicKey } of [leafNode, ...nodes])
    if (!(await isSealable(suiteName, ports.crypto, hpkePublicKey)))
      refuse("C16", "a public key that nobody can seal to");
}

/** Certificate (C13), place in the group (C12), ticket (C5–C7). */
async function admit(state: MlsState, leaf: LeafNodeCommit, ticket: Uint8Array): Promise<TicketPaper> {
  const { context, members, usedTickets, barred } = state;
  const paper =
    (await context.paper(leaf.credential, leaf.signaturePublicKey)) ??
    refuse("C13", "no certificate that admits to this channel");
  if (members.some((m) => m.device === paper.device || same(m.signatureKey, paper.signatureKey)))
    refuse("C12", "a device or key that is in the group already");
  if (ticket.length > TICKET_BYTES_MAX) refuse("C6", "a ticket of too many bytes");
  const opened = await openTicket(context.ports.crypto, context.charter, paper, ticket);
  if (await isBarredFrom(context.ports.crypto, barred, paper, opened))
    refuse("C31", "a device, key, certificate or ticket that is barred for good");
  if (usedTickets.includes(opened.id)) refuse("C7", `ticket ${opened.id} has been used`);
  if (usedTickets.length >= context.facts.usedTicketsMax) refuse("C7", "the group has used up its tickets");
  return opened;
}

export function refuse(rule: string, detail: string): never {
  throw new ChannelError("bytes", rule, detail);
}
