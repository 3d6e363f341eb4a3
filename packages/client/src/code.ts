import { comparisonDigits, type CryptoPort } from "@vado/protocol";

/** The channel code: what two control rooms read to each other to see that they are in the same groups with the same members. */

const LABEL = "vado/channel-code/1";

/** 30 digits over the epoch authenticators of both channels (lower-case hex): equal where both are, different by chance once in 10^30. */
export async function channelCode(crypto: CryptoPort, ops: string, record: string): Promise<string> {
  return comparisonDigits(await crypto.sha256(new TextEncoder().encode(`${LABEL}\n${ops}\n${record}`)));
}
