/**
 * All that is used of `ts-mls` 1.6.4, by its modules: its one entry also loads a provider on `@noble/hashes`, which it
 * does not depend on, and so fails to load. Whoever raises the pin checks this list.
 */
export { encodeCapabilities } from "ts-mls/capabilities.js";
export { createGroup, decodeGroupState, encodeGroupState, validateRatchetTree } from "ts-mls/clientState.js";
export { createCommit, createGroupInfoWithExternalPubAndRatchetTree, joinGroupExternal } from "ts-mls/createCommit.js";
export { createApplicationMessage } from "ts-mls/createMessage.js";
export { encodeGroupContext } from "ts-mls/groupContext.js";
export { verifyGroupInfoSignature } from "ts-mls/groupInfo.js";
export { generateKeyPackageWithKey } from "ts-mls/keyPackage.js";
export { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js";
export { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
export { decryptSenderData } from "ts-mls/privateMessage.js";
export { processPrivateMessage, processPublicMessage } from "ts-mls/processMessages.js";
export { InternalError } from "ts-mls/mlsError.js";
export { emptyPskIndex } from "ts-mls/pskIndex.js";
export {
  addLeafNode,
  decodeRatchetTree,
  filteredDirectPathAndCopathResolution,
  removeLeafNode,
} from "ts-mls/ratchetTree.js";
export { nodeToLeafIndex, toLeafIndex } from "ts-mls/treemath.js";
export type {
  Capabilities,
  CiphersuiteImpl,
  ClientConfig,
  ClientState,
  Credential,
  GroupInfo,
  LeafNodeCommit,
  Lifetime,
  MLSMessage,
  Proposal,
  PublicMessage,
  RatchetTree,
} from "ts-mls";
