import { hex, type CryptoPort, type Later } from "@vado/protocol";
import { same, utf8 } from "../bytes.ts";
import { ChannelError, type ChannelSecrets, type CipherPorts, type DeviceIdentity } from "../contract.ts";
import { CERTIFICATE_BYTES_MAX } from "../limits.ts";
import { openCertificate, type DevicePaper } from "../papers/certificate.ts";
import { linkOf, openCharter, type Charter } from "../papers/charter.ts";
import { SUITES, type SuiteFacts, type SuiteName } from "../suite/suites.ts";
import { clientConfig } from "./profile.ts";
import type { CiphersuiteImpl, ClientConfig, Credential } from "./library.ts";

/** Checked certificates that are remembered; more than a group holds, so a tree is checked once. */
const PAPERS_KEPT_MAX = 512;

/** Gives the implementation of a suite; may have to fetch it first. */
export type SuiteLoader = (name: SuiteName) => Later<CiphersuiteImpl>;

/** What all operations on one channel share: its checked charter, its group's name, how members are recognised. */
export interface ChannelContext {
  readonly ports: CipherPorts;
  /** The suite the charter names for the link (C32). */
  readonly suite: CiphersuiteImpl;
  readonly suiteName: SuiteName;
  readonly facts: SuiteFacts;
  readonly channel: ChannelSecrets;
  readonly charter: Charter;
  readonly groupId: Uint8Array;
  readonly config: ClientConfig;
  /** The paper in a credential, or `null` when it admits nobody to this channel (C13). */
  paper(credential: Credential, signatureKey: Uint8Array): Promise<DevicePaper | null>;
}

/** Throws `ChannelError` when the charter is bad or does not know the channel. */
export async function channelContext(
  ports: CipherPorts,
  suites: SuiteLoader,
  channel: ChannelSecrets,
): Promise<ChannelContext> {
  const { crypto } = ports;
  const charter = await openCharter(crypto, channel.charter);
  const link = linkOf(charter, channel.link);
  if (link?.[channel.kind] !== channel.channel) {
    throw new ChannelError("caller", "C8", `the charter has no such ${channel.kind} channel of link ${channel.link}`);
  }
  if (channel.outerKey.length !== 32) throw new ChannelError("caller", "C15", "the outer key has not 32 bytes");
  const read = rememberingReader(crypto, charter);
  const paper = async (credential: Credential, signatureKey: Uint8Array): Promise<DevicePaper | null> => {
    if (credential.credentialType !== "basic" || !("identity" in credential)) return null;
    const found = await read(credential.identity);
    return found !== null && same(found.signatureKey, signatureKey) && mayEnter(found, channel) ? found : null;
  };
  return {
    ports,
    suite: await suites(link.suite),
    suiteName: link.suite,
    facts: SUITES[link.suite],
    channel,
    charter,
    groupId: await crypto.sha256(utf8(`vado/group/1\n${charter.id}\n${channel.channel}`)),
    config: clientConfig({ validateCredential: async (credential, key) => (await paper(credential, key)) !== null }),
    paper,
  };
}

/** Throws `ChannelError` ("caller", C13) when the device's own papers don't admit it here, or its key is not theirs. */
export async function ownPaper(context: ChannelContext, identity: DeviceIdentity): Promise<DevicePaper> {
  const credential: Credential = { credentialType: "basic", identity: identity.certificate };
  const paper = await context.paper(credential, identity.signatureKey.publicKey);
  if (paper === null)
    throw new ChannelError("caller", "C13", "the device's certificate does not admit it to this channel");
  const alike = (["device", "side", "role", "agency"] as const).every((field) => paper[field] === identity[field]);
  if (!alike) throw new ChannelError("caller", "C13", "the device's certificate says something else than its identity");
  return paper;
}

/** A certificate admits to the channels of its own link; an observer to `record` only. The date is never asked (C26). */
function mayEnter(paper: DevicePaper, channel: ChannelSecrets): boolean {
  return paper.link === channel.link && (paper.role !== "observer" || channel.kind === "record");
}

function rememberingReader(
  crypto: CryptoPort,
  charter: Charter,
): (certificate: Uint8Array) => Promise<DevicePaper | null> {
  const known = new Map<string, DevicePaper | null>();
  return async (certificate) => {
    if (certificate.length > CERTIFICATE_BYTES_MAX) return null;
    const name = hex(await crypto.sha256(certificate));
    const before = known.get(name);
    if (before !== undefined) return before;
    let paper: DevicePaper | null = null;
    try {
      paper = await openCertificate(crypto, charter, certificate);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
    }
    if (known.size >= PAPERS_KEPT_MAX) known.clear();
    known.set(name, paper);
    return paper;
  };
}
