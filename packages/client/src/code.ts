import type { CryptoPort } from "@vado/protocol";

/** The channel code: what two control rooms read to each other to see that they are in the same groups with the same members. */

const LABEL = "vado/channel-code/1";
/** Six times five digits. */
const PARTS = 6;
const BYTES_A_PART = 5;

/** 30 digits over the epoch authenticators of both channels (lower-case hex): equal where both are, different by chance once in 10^30. */
export async function channelCode(crypto: CryptoPort, ops: string, record: string): Promise<string> {
  const hash = await crypto.sha256(new TextEncoder().encode(`${LABEL}\n${ops}\n${record}`));
  let code = "";
  for (let part = 0; part < PARTS; part++) {
    let n = 0;
    for (const byte of hash.subarray(part * BYTES_A_PART, (part + 1) * BYTES_A_PART)) n = n * 256 + byte;
    code += String(n % 100_000).padStart(5, "0");
  }
  return code;
}
