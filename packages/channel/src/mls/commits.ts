import { ChannelError, type Received } from "../contract.ts";
import { COMMIT_FRAME_BYTES_MAX } from "../limits.ts";
import { openOuter } from "../outer.ts";
import { FOUNDING, MLS_COMMIT } from "./enter.ts";
import { checkExternalCommit } from "./external-commit.ts";
import { ignored, ignoredFor } from "./ignored.ts";
import { checkRemoval } from "./removal.ts";
import { epochRows } from "./rows.ts";
import { memberAt, stateOf, type MlsState } from "./state.ts";
import {
  decodeMlsMessage,
  emptyPskIndex,
  InternalError,
  processPublicMessage,
  validateRatchetTree,
  type ClientState,
  type MLSMessage,
  type PublicMessage,
} from "./library.ts";

/** Takes one commit frame: a device joins, a steward removes some, or the frame is ignored by every member alike (R9). */
export async function receiveCommit(state: MlsState, bytes: Uint8Array): Promise<Received<MlsState>> {
  const { context } = state;
  try {
    const opened = await openOuter(context.ports.crypto, context.channel, "commit", bytes, COMMIT_FRAME_BYTES_MAX);
    if (opened[0] === FOUNDING) return ignored("C8", "the group has been founded already");
    if (opened[0] !== MLS_COMMIT) return ignored("C15", "an unknown kind of commit");
    const message = decode(opened.subarray(1));
    // A private commit could only be a member's, and stewards' are public: everybody sees them whole before the library does.
    if (message.wireformat !== "mls_public_message") return ignored("C11", `a commit as ${message.wireformat}`);
    const { publicMessage } = message;
    if (publicMessage.content.sender.senderType === "member") return await takeRemoval(state, publicMessage);
    return await takeJoin(state, publicMessage);
  } catch (error) {
    return ignoredFor(error, "C16");
  }
}

async function takeJoin(state: MlsState, message: PublicMessage): Promise<Received<MlsState>> {
  const { context } = state;
  const ticket = await checkExternalCommit(state, message);
  const { newState } = await processPublicMessage(state.group, message, emptyPskIndex, context.suite);
  const past = { usedTickets: [...state.usedTickets, ticket.id], barred: state.barred };
  const next = await stateOf(context, state.identity, await settled(context, newState), past);
  const joined = next.members.filter((member) => memberAt(state, member.leaf) === undefined);
  const rows = epochRows(next, state);
  return { kind: "commit", state: next, rows, joined, removed: [], removal: null, ticket: ticket.id };
}

/** Who is removed learns it here: signature and membership of the steward are checked, though the new epoch is out of reach. */
async function takeRemoval(state: MlsState, message: PublicMessage): Promise<Received<MlsState>> {
  const { context } = state;
  const { by, reason, removed, barred } = await checkRemoval(state, message);
  let newState: ClientState;
  try {
    ({ newState } = await processPublicMessage(state.group, message, emptyPskIndex, context.suite));
  } catch (error) {
    // A path that is whole and has no secret for this device: its keys are not those its leaf has in the group.
    if (error instanceof InternalError) return { kind: "removed", removal: { by, reason: "lost" } };
    throw error;
  }
  if (newState.groupActiveState.kind === "removedFromGroup") return { kind: "removed", removal: { by, reason } };
  const past = { usedTickets: state.usedTickets, barred };
  const next = await stateOf(context, state.identity, await settled(context, newState), past);
  const rows = epochRows(next, state);
  return { kind: "commit", state: next, rows, joined: [], removed, removal: { by, reason }, ticket: null };
}

/** Old epochs are not kept (C18), and the next device must be able to join (C16). */
async function settled(context: MlsState["context"], newState: ClientState): Promise<ClientState> {
  const group: ClientState = { ...newState, historicalReceiverData: new Map() };
  await checkJoinable(context, group);
  return group;
}

/** The tree must be one the next joiner accepts: the library checks more when joining than when a commit comes (C16). */
async function checkJoinable(context: MlsState["context"], group: ClientState): Promise<void> {
  const { config, suite } = context;
  const { groupContext, ratchetTree } = group;
  const fault = await validateRatchetTree(
    ratchetTree,
    groupContext,
    config.lifetimeConfig,
    config.authService,
    groupContext.treeHash,
    suite,
  );
  if (fault !== undefined) throw new ChannelError("bytes", "C16", `nobody could join after it: ${fault.message}`);
}

function decode(bytes: Uint8Array): MLSMessage {
  let decoded: ReturnType<typeof decodeMlsMessage>;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch {
    throw new ChannelError("bytes", "C15", "not an MLS message");
  }
  if (decoded === undefined || decoded[1] !== bytes.length)
    throw new ChannelError("bytes", "C15", "not an MLS message");
  return decoded[0];
}
