import {
  base64url,
  DeviceEnrolmentSchema,
  ENROL_PATH,
  parseWire,
  type CryptoPort,
  type EnrolRequest,
} from "@vado/protocol";
import type { EnrolledDevice } from "../device/enrolled.ts";
import type { Guard, Registry } from "../device/registry.ts";
import { webEntropy } from "../platform/entropy.ts";
import { asked, ruleOf } from "./invite.ts";

/** `rule`: why not, as in `InviteRead`. */
export type Enrolled = { readonly ok: true; readonly device: string } | { readonly ok: false; readonly rule: string };

/**
 * Makes the device's keys here, asks the desk for its papers and keeps both. The keys are kept before they are told, so that an
 * answer that was lost can be asked for again; with a `guard` both are sealed under its lock.
 */
export async function enrol(
  ports: { readonly crypto: CryptoPort; readonly registry: Registry },
  desk: string,
  token: string,
  guard: Guard | null,
): Promise<Enrolled> {
  const { crypto, registry } = ports;
  const keys = await registry.keysFor(token, guard, () => ({
    signatureSeed: webEntropy.bytes(32),
    apiSeed: webEntropy.bytes(32),
  }));
  const publicKey = async (seed: Uint8Array) => base64url((await crypto.ed25519FromSeed(seed)).publicKey);
  const request: EnrolRequest = {
    token,
    signatureKey: await publicKey(keys.signatureSeed),
    apiKey: await publicKey(keys.apiSeed),
  };
  const answer = await asked(
    new Request(new URL(ENROL_PATH, desk), {
      method: "POST",
      body: JSON.stringify(request),
      headers: { "content-type": "application/json" },
    }),
  );
  if (answer === null) return { ok: false, rule: "desk-away" };
  const enrolment = answer.status < 300 ? parseWire(DeviceEnrolmentSchema, answer.text) : undefined;
  if (enrolment === undefined) return { ok: false, rule: ruleOf(answer) };
  const enrolled: EnrolledDevice = { enrolment, desk: new URL(desk).pathname, ...keys, enrolledAt: Date.now() };
  await registry.add(token, enrolled, guard);
  return { ok: true, device: enrolment.device };
}
