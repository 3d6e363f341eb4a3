import { decodeCommit, encodeCommit } from "ts-mls/commit.js";
import { createContentCommitSignature } from "ts-mls/framedContent.js";
import { decodeMlsMessage } from "ts-mls/message.js";
import { protect, protectApplicationData, protectProposal, unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import { protectProposalPublic, protectPublicMessage, unprotectPublicMessage } from "ts-mls/messageProtectionPublic.js";
import { decodeProposal, encodeProposal } from "ts-mls/proposal.js";
import { createSecretTree } from "ts-mls/secretTree.js";
import type { CiphersuiteImpl, GroupContext, PrivateMessage, PublicMessage } from "ts-mls";
import { expect } from "vitest";
import type { MessageProtection } from "./vectors.ts";

/** "In all of these tests, use the member with LeafIndex 1 as the sender"; the tree has 2 leaves. */
const SENDER = 1;
const LEAVES = 2;
const NO_DATA = new Uint8Array(0);
const NO_PADDING = { kind: "padUntilLength", padUntilLength: 0 } as const;
const RETENTION = { retainKeysForGenerations: 1, retainKeysForEpochs: 1, maximumForwardRatchetSteps: 10 };

/** One vector opened for one suite: opens both kinds of message, giving the raw content as the vector has it. */
function bench(vector: MessageProtection, suite: CiphersuiteImpl) {
  const context: GroupContext = {
    version: "mls10",
    cipherSuite: suite.name,
    groupId: vector.group_id,
    epoch: BigInt(vector.epoch),
    treeHash: vector.tree_hash,
    confirmedTranscriptHash: vector.confirmed_transcript_hash,
    extensions: [],
  };
  const secretTree = () => createSecretTree(LEAVES, vector.encryption_secret.slice(), suite.kdf);
  return {
    context,
    secretTree,
    openPrivate: async (message: PrivateMessage): Promise<Uint8Array> => {
      const { sender_data_secret: secret, signature_pub: key } = vector;
      const tree = await secretTree();
      const opened = await unprotectPrivateMessage(secret, message, tree, [], context, RETENTION, suite, key);
      return rawOf(opened.content.content);
    },
    openPublic: async (message: PublicMessage): Promise<Uint8Array> => {
      const { membership_key: membership, signature_pub: key } = vector;
      const opened = await unprotectPublicMessage(membership, context, [], message, suite, key);
      return rawOf(opened.content);
    },
  };
}

/** The points of "Message Protection", one for each kind of content. */
export const PROTECTION = {
  async proposal(vector: MessageProtection, suite: CiphersuiteImpl) {
    const { context, secretTree, openPrivate, openPublic } = bench(vector, suite);
    expect(await openPublic(publicIn(vector.proposal_pub))).toEqual(vector.proposal);
    expect(await openPrivate(privateIn(vector.proposal_priv))).toEqual(vector.proposal);
    const proposal = whole(decodeProposal(vector.proposal, 0), vector.proposal);
    const { signature_priv: key, membership_key: membership, sender_data_secret: secret } = vector;
    const open = await protectProposalPublic(key, membership, context, NO_DATA, proposal, SENDER, suite);
    expect(await openPublic(open.publicMessage)).toEqual(vector.proposal);
    const tree = await secretTree();
    const own = await protectProposal(key, secret, proposal, NO_DATA, context, tree, SENDER, NO_PADDING, suite);
    expect(await openPrivate(own.privateMessage)).toEqual(vector.proposal);
  },
  async commit(vector: MessageProtection, suite: CiphersuiteImpl) {
    const { context, secretTree, openPrivate, openPublic } = bench(vector, suite);
    expect(await openPublic(publicIn(vector.commit_pub))).toEqual(vector.commit);
    expect(await openPrivate(privateIn(vector.commit_priv))).toEqual(vector.commit);
    const own = await signedCommit(vector, context, "mls_public_message", suite);
    const message = await protectPublicMessage(vector.membership_key, context, own, suite);
    expect(await openPublic(message)).toEqual(vector.commit);
    const { content, auth } = await signedCommit(vector, context, "mls_private_message", suite);
    const [secret, tree] = [vector.sender_data_secret, await secretTree()];
    const sealed = await protect(secret, NO_DATA, context, tree, { ...content, auth }, SENDER, NO_PADDING, suite);
    expect(await openPrivate(sealed.privateMessage)).toEqual(vector.commit);
  },
  async application(vector: MessageProtection, suite: CiphersuiteImpl) {
    const { context, secretTree, openPrivate } = bench(vector, suite);
    expect(await openPrivate(privateIn(vector.application_priv))).toEqual(vector.application);
    const { signature_priv: key, sender_data_secret: secret, application } = vector;
    const tree = await secretTree();
    const own = await protectApplicationData(
      key,
      secret,
      application,
      NO_DATA,
      context,
      tree,
      SENDER,
      NO_PADDING,
      suite,
    );
    expect(await openPrivate(own.privateMessage)).toEqual(application);
    await expect(asPublicMessage(vector, context, suite)).rejects.toThrow("application message public");
  },
};

/** A commit signed anew. Its confirmation tag is not what protection is about; any bytes do. */
async function signedCommit<W extends "mls_public_message" | "mls_private_message">(
  vector: MessageProtection,
  context: GroupContext,
  wireformat: W,
  suite: CiphersuiteImpl,
) {
  const commit = whole(decodeCommit(vector.commit, 0), vector.commit);
  const sender = { senderType: "member", leafIndex: SENDER } as const;
  const { framedContent: content, signature } = await createContentCommitSignature(
    context,
    wireformat,
    commit,
    sender,
    NO_DATA,
    vector.signature_priv,
    suite.signature,
  );
  const auth = { contentType: "commit", signature, confirmationTag: new Uint8Array(suite.kdf.size) } as const;
  return { wireformat, content, auth };
}

function asPublicMessage(vector: MessageProtection, context: GroupContext, suite: CiphersuiteImpl) {
  const content = {
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { senderType: "member", leafIndex: SENDER },
    authenticatedData: NO_DATA,
    contentType: "application",
    applicationData: vector.application,
  } as const;
  const auth = { contentType: "application", signature: new Uint8Array(64) } as const;
  return protectPublicMessage(
    vector.membership_key,
    context,
    { wireformat: "mls_public_message", content, auth },
    suite,
  );
}

type Content = Awaited<ReturnType<typeof unprotectPrivateMessage>>["content"]["content"];

function rawOf(content: Content): Uint8Array {
  if (content.contentType === "application") return content.applicationData;
  return content.contentType === "proposal" ? encodeProposal(content.proposal) : encodeCommit(content.commit);
}

function publicIn(bytes: Uint8Array): PublicMessage {
  const message = whole(decodeMlsMessage(bytes, 0), bytes);
  if (message.wireformat !== "mls_public_message") throw new Error("not a PublicMessage");
  return message.publicMessage;
}

function privateIn(bytes: Uint8Array): PrivateMessage {
  const message = whole(decodeMlsMessage(bytes, 0), bytes);
  if (message.wireformat !== "mls_private_message") throw new Error("not a PrivateMessage");
  return message.privateMessage;
}

function whole<T>(decoded: [T, number] | undefined, bytes: Uint8Array): T {
  if (decoded?.[1] !== bytes.length) throw new Error("bytes do not decode to their end");
  return decoded[0];
}
