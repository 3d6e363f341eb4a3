import { PLAIN_TERMS, type Body, type Terms } from "@vado/protocol";
import type { Rig } from "./rig.ts";

/** Acts that tests need, as officers would make them. */

export const holdPlaced = (intent: string): Body =>
  ({ type: "hold.placed", hold: intent, reason: "the river rises" }) as Body;
export const holdLifted = (hold: string): Body => ({ type: "hold.lifted", hold, answers: hold }) as Body;
export const incident = (intent: string): Body =>
  ({ type: "incident.opened", incident: intent, kind: "other" }) as Body;
export const goodConditions = (): Body => ({ type: "conditions.checked", level: "good" });
export const chat = (text: string) => (): Body => ({ type: "message.sent", text });

export const TERMS: Terms = {
  ...PLAIN_TERMS,
  legalBasis: "a test",
  block: { kind: "paced" },
  calendar: { timezone: "UTC", offsets: [{ from: 0, minutes: 0 }] },
  transitSdMin: 5,
  windowAfterMin: 20,
  slotPeriodMin: 60,
  offlineMaxMin: 10,
};

/** Both sides sign terms, and the conditions are good. */
export async function agree<S>(rig: Rig<S>, terms: Partial<Terms> = {}): Promise<void> {
  const sending = rig.device("sending.duty");
  const receiving = rig.device("receiving.duty");
  const proposed = await sending.act(
    () => ({ type: "agreement.proposed", version: 1, terms: { ...TERMS, ...terms }, validFrom: 0 }) as Body,
  );
  await rig.settle();
  const signed = (): Body => ({ type: "agreement.signed", version: 1, answers: proposed }) as Body;
  await sending.act(signed);
  await receiving.act(signed);
  await receiving.act(goodConditions);
  await rig.settle();
}
