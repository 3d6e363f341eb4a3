import { FORWARD_RATCHET_STEPS_MAX } from "../limits.ts";
import {
  defaultKeyPackageEqualityConfig,
  type Capabilities,
  type CiphersuiteImpl,
  type ClientConfig,
  type Lifetime,
} from "./library.ts";

/** The only capabilities a leaf may state (C12, C32): a leaf with others could make the tree invalid for the next joiner. */
export function capabilitiesOf(suite: Pick<CiphersuiteImpl, "name">): Capabilities {
  return { versions: ["mls10"], ciphersuites: [suite.name], extensions: [], proposals: [], credentials: ["basic"] };
}

/** A founder's leaf is a key package's and so has a lifetime; expiry is the stewards' business, not the tree's (C26). */
export const LIFETIME: Lifetime = { notBefore: 0n, notAfter: 0xffff_ffff_ffff_ffffn };

/** GroupInfo extension with the ids of the tickets used so far (C7); from the range for private use. */
export const USED_TICKETS_EXTENSION = 0xf0a1;
/** Likewise with the marks of who may never join again (C31); absent while there are none. */
export const BARRED_EXTENSION = 0xf0a2;

/**
 * Old epochs and skipped generations are not kept at all (C18, C19): the log has one order and a message is sealed for
 * the epoch of the commit before it, so nothing honest would need them, and a joiner, who has none, must not judge
 * differently from a member who had some. The library's own way of keeping zero epochs keeps all (its `slice(-0)`),
 * hence one here, which `receive` then drops.
 */
export function clientConfig(authService: ClientConfig["authService"]): ClientConfig {
  return {
    authService,
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    lifetimeConfig: { maximumTotalLifetime: 0xffff_ffff_ffff_ffffn, validateLifetimeOnReceive: false },
    keyRetentionConfig: {
      retainKeysForGenerations: 0,
      retainKeysForEpochs: 1,
      maximumForwardRatchetSteps: FORWARD_RATCHET_STEPS_MAX,
    },
    paddingConfig: { kind: "padUntilLength", padUntilLength: 0 },
  };
}
