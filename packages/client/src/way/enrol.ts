import { devicePath, encodeBase64 } from "@vado/protocol";
import { createRelayCaller, refusalOf, RelayRefused, type RelayWay } from "./caller.ts";

/** What an account signs when it enrols a device. */
export interface Enrolment extends RelayWay {
  readonly account: { readonly id: string; readonly privateKey: Uint8Array };
  readonly device: {
    readonly id: string;
    /** Ed25519, 32 bytes. */
    readonly publicKey: Uint8Array;
    /** ms; at most 30 days away. */
    readonly expiresAt: number;
  };
}

/** Enrols a device, or renews it. Throws `RelayRefused` with the relay's reason, `TransportDown` when it can't be reached. */
export async function enrolDevice(enrolment: Enrolment): Promise<void> {
  const { account, device } = enrolment;
  const { publicKey, expiresAt } = device;
  const body = new TextEncoder().encode(JSON.stringify({ publicKey: encodeBase64(publicKey), expiresAt }));
  const answer = await createRelayCaller(enrolment).call(
    { method: "PUT", path: devicePath(device.id), query: "", body },
    { keyId: account.id, algorithm: "ed25519", privateKey: account.privateKey },
  );
  if (answer.status < 300) return;
  const { reason, detail } = refusalOf(answer);
  throw new RelayRefused(reason, detail);
}
