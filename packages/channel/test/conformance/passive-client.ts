import { joinGroup, makePskIndex } from "ts-mls/clientState.js";
import { processPrivateMessage, processPublicMessage } from "ts-mls/processMessages.js";
import { decodeRatchetTree } from "ts-mls/ratchetTree.js";
import { bytesToBase64 } from "ts-mls/util/byteArray.js";
import { decodeMlsMessage } from "ts-mls/message.js";
import { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js";
import type { CiphersuiteImpl, ClientConfig, ClientState, MLSMessage } from "ts-mls";
import { expect } from "vitest";
import type { PassiveClient } from "./vectors.ts";

/** A client of the library with no profile of ours: who the members are and when is not what these vectors are about. */
const CONFIG: ClientConfig = {
  authService: { validateCredential: async () => true },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  lifetimeConfig: { maximumTotalLifetime: 0xffff_ffff_ffff_ffffn, validateLifetimeOnReceive: false },
  keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 200 },
  paddingConfig: { kind: "padUntilLength", padUntilLength: 0 },
};

/** Joins by the Welcome and follows every epoch; each must end in the vector's epoch authenticator. */
export async function follow(vector: PassiveClient, suite: CiphersuiteImpl): Promise<void> {
  await checkKeys(vector, suite);
  let state = await enter(vector, suite);
  expect(state.keySchedule.epochAuthenticator).toEqual(vector.initial_epoch_authenticator);
  for (const epoch of vector.epochs) {
    for (const proposal of epoch.proposals) state = await take(vector, state, proposal, suite);
    state = await take(vector, state, epoch.commit, suite);
    expect(state.keySchedule.epochAuthenticator).toEqual(epoch.epoch_authenticator);
  }
}

/** The private keys belong to the public ones in the key package: the first point of the verification. */
async function checkKeys(vector: PassiveClient, suite: CiphersuiteImpl): Promise<void> {
  const { initKey, leafNode } = keyPackageOf(vector);
  const { hpke, signature } = suite;
  const message = Uint8Array.of(1, 2, 3);
  for (const [priv, pub] of [
    [vector.init_priv, initKey],
    [vector.encryption_priv, leafNode.hpkePublicKey],
  ] as const) {
    const sealed = await hpke.seal(await hpke.importPublicKey(pub), message, message);
    const opened = await hpke.open(await hpke.importPrivateKey(priv), sealed.enc, sealed.ct, message);
    expect(opened).toEqual(message);
  }
  const signed = await signature.sign(vector.signature_priv, message);
  expect(await signature.verify(leafNode.signaturePublicKey, message, signed)).toBe(true);
}

async function enter(vector: PassiveClient, suite: CiphersuiteImpl): Promise<ClientState> {
  const message = decode(vector.welcome);
  if (message.wireformat !== "mls_welcome") throw new Error("not a Welcome");
  const tree = vector.ratchet_tree == null ? undefined : decodeRatchetTree(vector.ratchet_tree, 0)?.[0];
  const keys = {
    initPrivateKey: vector.init_priv,
    hpkePrivateKey: vector.encryption_priv,
    signaturePrivateKey: vector.signature_priv,
  };
  const psks = pskIndex(vector, undefined);
  return joinGroup(message.welcome, keyPackageOf(vector), keys, psks, suite, tree, undefined, CONFIG);
}

async function take(vector: PassiveClient, state: ClientState, bytes: Uint8Array, suite: CiphersuiteImpl) {
  const message = decode(bytes);
  const psks = pskIndex(vector, state);
  if (message.wireformat === "mls_public_message")
    return (await processPublicMessage(state, message.publicMessage, psks, suite)).newState;
  if (message.wireformat === "mls_private_message")
    return (await processPrivateMessage(state, message.privateMessage, psks, suite)).newState;
  throw new Error(`a ${message.wireformat} in an epoch`);
}

function pskIndex(vector: PassiveClient, state: ClientState | undefined) {
  return makePskIndex(state, Object.fromEntries(vector.external_psks.map((p) => [bytesToBase64(p.psk_id), p.psk])));
}

function keyPackageOf(vector: PassiveClient) {
  const message = decode(vector.key_package);
  if (message.wireformat !== "mls_key_package") throw new Error("not a KeyPackage");
  return message.keyPackage;
}

function decode(bytes: Uint8Array): MLSMessage {
  const decoded = decodeMlsMessage(bytes, 0);
  if (decoded?.[1] !== bytes.length) throw new Error("not an MLSMessage");
  return decoded[0];
}
