import { same } from "../bytes.ts";
import { ChannelError, type Received, type Sealed } from "../contract.ts";
import { MESSAGE_FRAME_BYTES_MAX, PAD_TO_BYTES_MAX, PLAINTEXT_BYTES_MAX } from "../limits.ts";
import { ignored, ignoredFor } from "./ignored.ts";
import { ratchetRow } from "./rows.ts";
import { memberAt, type MlsState } from "./state.ts";
import {
  createApplicationMessage,
  decodeMlsMessage,
  decryptSenderData,
  emptyPskIndex,
  encodeMlsMessage,
  processPrivateMessage,
} from "./library.ts";

/** A signature with its length, after the plaintext in a PrivateMessage (RFC 9420 §6.3.1). */
const SIGNATURE_BYTES = 66;

/** Seals one message (C17, C20). `padTo` in bytes of plaintext: all plaintexts up to it give frames of one size. */
export async function seal(state: MlsState, plaintext: Uint8Array, padTo: number): Promise<Sealed<MlsState>> {
  if (plaintext.length > PLAINTEXT_BYTES_MAX)
    throw new ChannelError("caller", "C17", `plaintext has more than ${PLAINTEXT_BYTES_MAX} bytes`);
  if (!(padTo >= 0 && padTo <= PAD_TO_BYTES_MAX))
    throw new ChannelError("caller", "C20", `padTo is not within 0 and ${PAD_TO_BYTES_MAX}`);
  const padUntilLength = lengthBytes(padTo) + padTo + SIGNATURE_BYTES;
  const clientConfig = {
    ...state.group.clientConfig,
    paddingConfig: { kind: "padUntilLength" as const, padUntilLength },
  };
  const sealed = await createApplicationMessage({ ...state.group, clientConfig }, plaintext, state.context.suite);
  const group = { ...sealed.newState, clientConfig: state.group.clientConfig };
  const frame = encodeMlsMessage({
    version: "mls10",
    wireformat: "mls_private_message",
    privateMessage: sealed.privateMessage,
  });
  return { state: { ...state, group }, rows: [ratchetRow(group, group.privatePath.leafIndex)], frame };
}

/**
 * Opens a message of a member in the present epoch; everything else is ignored, by every member alike (C17–C19). A message of this very
 * device opens only where this state is older than what the device has sent (C33): a state that sealed it has no key for it any more.
 */
export async function receiveMessage(state: MlsState, bytes: Uint8Array): Promise<Received<MlsState>> {
  if (bytes.length > MESSAGE_FRAME_BYTES_MAX) return ignored("C17", `longer than ${MESSAGE_FRAME_BYTES_MAX} bytes`);
  const { group, context } = state;
  try {
    const decoded = decodeMlsMessage(bytes, 0);
    if (decoded === undefined || decoded[1] !== bytes.length) return ignored("C17", "not an MLS message");
    const [message] = decoded;
    if (message.wireformat !== "mls_private_message") return ignored("C17", "not a PrivateMessage");
    const sent = message.privateMessage;
    if (!same(sent.groupId, context.groupId)) return ignored("C17", "of another group");
    if (sent.epoch !== group.groupContext.epoch)
      return ignored("C18", `epoch ${sent.epoch} instead of ${group.groupContext.epoch}`);
    if (sent.contentType !== "application") return ignored("C11", `a member's ${sent.contentType} among messages`);
    if (sent.authenticatedData.length !== 0) return ignored("C17", "authenticated data in a message");
    const senderData = await decryptSenderData(sent, group.keySchedule.senderDataSecret, context.suite);
    const sender = senderData && memberAt(state, senderData.leafIndex);
    if (sender === undefined) return ignored("C17", "not from a member");
    const opened = await processPrivateMessage(group, sent, emptyPskIndex, context.suite);
    if (opened.kind !== "applicationMessage") return ignored("C11", "not an application message");
    return {
      kind: "message",
      state: { ...state, group: opened.newState },
      rows: [ratchetRow(opened.newState, sender.leaf)],
      plaintext: opened.message,
      sender,
    };
  } catch (error) {
    return ignoredFor(error, "C17");
  }
}

/** Bytes of a length in the variable-size form of RFC 9420 §2.1.2. */
function lengthBytes(length: number): number {
  if (length < 64) return 1;
  return length < 16_384 ? 2 : 4;
}
