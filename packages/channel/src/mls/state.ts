import { ChannelError, type DeviceIdentity, type Member } from "../contract.ts";
import type { DevicePaper } from "../papers/certificate.ts";
import type { ChannelContext } from "./context.ts";
import type { ClientState } from "./library.ts";

/** A device's state of one group. Never changed in place; an older one stays good, so any step can be taken again (C24). */
export interface MlsState {
  readonly context: ChannelContext;
  readonly identity: DeviceIdentity;
  readonly group: ClientState;
  readonly members: readonly Member[];
  /** Ids of used tickets in the order of use. */
  readonly usedTickets: readonly string[];
  /** Marks of who may never join again, in the order they were barred (C31). */
  readonly barred: readonly string[];
}

/** What every member has of its group's history besides MLS, and a joiner gets with the GroupInfo. */
export type Past = Pick<MlsState, "usedTickets" | "barred">;

/** Builds a state around a group whose leaves have been validated: reads every member's paper once. */
export async function stateOf(
  context: ChannelContext,
  identity: DeviceIdentity,
  group: ClientState,
  { usedTickets, barred }: Past,
): Promise<MlsState> {
  return { context, identity, group, usedTickets, barred, members: await membersOf(context, group) };
}

async function membersOf(context: ChannelContext, group: ClientState): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const [i, node] of group.ratchetTree.entries()) {
    if (node?.nodeType !== "leaf") continue;
    const paper = await context.paper(node.leaf.credential, node.leaf.signaturePublicKey);
    // Trees are validated before they get here, so this is either a damaged vault or a bug.
    if (paper === null) throw new ChannelError("bytes", "C13", `leaf ${i / 2} has no valid certificate`);
    members.push(memberOf(i / 2, paper));
  }
  return members;
}

export function memberOf(leaf: number, paper: DevicePaper): Member {
  const { device, side, role, agency, signatureKey, notAfter } = paper;
  return { leaf, device, side, role, agency, signatureKey, notAfter };
}

export function memberAt(state: MlsState, leaf: number): Member | undefined {
  return state.members.find((member) => member.leaf === leaf);
}

/** A member's certificate as its leaf's credential carries it. */
export function credentialOf({ members, group }: MlsState, device: string): Uint8Array | null {
  const leaf = members.find((member) => member.device === device)?.leaf;
  const node = leaf === undefined ? undefined : group.ratchetTree[nodeOf(leaf)];
  if (node?.nodeType !== "leaf") return null;
  const { credential } = node.leaf;
  return "identity" in credential ? credential.identity : null;
}

/** Secret-tree index of a leaf. */
export function nodeOf(leaf: number): number {
  return 2 * leaf;
}
