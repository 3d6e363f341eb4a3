import { ChannelError, type Received } from "../contract.ts";
import { COMMIT_FRAME_BYTES_MAX } from "../limits.ts";
import { openOuter } from "../outer.ts";
import { FOUNDING, MLS_COMMIT } from "./enter.ts";
import { checkExternalCommit } from "./external-commit.ts";
import { ignored, ignoredFor } from "./ignored.ts";
import { epochRows } from "./rows.ts";
import { memberAt, stateOf, type MlsState } from "./state.ts";
import {
  decodeMlsMessage,
  emptyPskIndex,
  processPublicMessage,
  validateRatchetTree,
  type ClientState,
  type MLSMessage,
} from "./library.ts";

/** Takes one commit frame: a device joins, or the frame is ignored by every member alike (R9). */
export async function receiveCommit(state: MlsState, bytes: Uint8Array): Promise<Received<MlsState>> {
  const { context } = state;
  try {
    const opened = await openOuter(context.ports.crypto, context.channel, "commit", bytes, COMMIT_FRAME_BYTES_MAX);
    if (opened[0] === FOUNDING) return ignored("C8", "the group has been founded already");
    if (opened[0] !== MLS_COMMIT) return ignored("C15", "an unknown kind of commit");
    const message = decode(opened.subarray(1));
    // A private commit could only be a member's, which is for removals to come (C11).
    if (message.wireformat !== "mls_public_message") return ignored("C11", `a commit as ${message.wireformat}`);
    const ticket = await checkExternalCommit(state, message.publicMessage);
    const processed = await processPublicMessage(state.group, message.publicMessage, emptyPskIndex, context.suite);
    if (processed.newState.groupActiveState.kind === "removedFromGroup") return { kind: "removed" };
    // Old epochs are not kept (C18).
    const group: ClientState = { ...processed.newState, historicalReceiverData: new Map() };
    await checkJoinable(context, group);
    const next = await stateOf(context, state.identity, group, [...state.usedTickets, ticket.id]);
    const joined = next.members.filter((member) => memberAt(state, member.leaf) === undefined);
    return { kind: "commit", state: next, rows: epochRows(next, state), joined, removed: [], ticket: ticket.id };
  } catch (error) {
    return ignoredFor(error, "C16");
  }
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
