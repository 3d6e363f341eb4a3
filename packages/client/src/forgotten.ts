import type { Received, RemovalNotice } from "@vado/channel";
import type { Core } from "./core.ts";
import type { Session } from "./session.ts";
import { verifyMessage } from "./verify.ts";

/**
 * R12: a state that was restored, from a backup or a copied disk, is told by what stands in the log: a message that this device signed and
 * this state does not know. Whoever went on from there would say things twice, in the dark about its own holds; so it stops, as a
 * device that was removed does, and comes back under a new name and key (K88).
 */

/** Nobody took it out: the group has gone on past this state. */
export const LOST = <S>(core: Core<S>): RemovalNotice => ({ by: core.config.identity.device, reason: "lost" });

/** Whether a message in this device's name, not the one in flight, is truly its own and later than all that this state knows of itself. */
export async function isForgotten<S>(
  core: Core<S>,
  session: Session<S>,
  seq: number,
  { plaintext, sender }: Extract<Received<S>, { readonly kind: "message" }>,
): Promise<boolean> {
  const { device } = core.config.identity;
  const chain = session.meta.chains[device];
  const verified = await verifyMessage(core.ports.crypto, new TextDecoder().decode(plaintext), sender, {
    kind: session.kind,
    channel: session.secrets.channel,
    charterId: core.config.charterId,
    seq,
    chain,
  });
  if (verified.ok) return true;
  return verified.signed !== null && verified.signed.deviceSeq > (chain?.deviceSeq ?? 0);
}
