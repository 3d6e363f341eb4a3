import type { ClientConfig } from "@vado/client";
import { fromBase64url, type CryptoPort, type DeviceEnrolment } from "@vado/protocol";
import type { Me } from "@vado/ui";

/** A device that this browser holds: what its desk gave it and the keys it made for itself. */
export interface EnrolledDevice {
  readonly enrolment: DeviceEnrolment;
  /** Path of the desk on this origin, with a slash at both ends. */
  readonly desk: string;
  /** Ed25519 seeds: of its signatures in the channel, and of its requests. */
  readonly signatureSeed: Uint8Array;
  readonly apiSeed: Uint8Array;
  /** Machine time of the enrolment, ms. */
  readonly enrolledAt: number;
}

/** An acknowledgement after this silence of its own, seconds, until an agreement says otherwise. */
const ACK_IDLE_S = 600;

export function meOf({ enrolment }: EnrolledDevice): Me {
  const { device, link, side, role, agency, stations, timezone } = enrolment;
  return { device, link, side, role, agency, stations, timezone };
}

export async function configOf(crypto: CryptoPort, enrolled: EnrolledDevice): Promise<ClientConfig> {
  const { enrolment, signatureSeed } = enrolled;
  const { device, link, side, role, agency, charterId, tickets, heartbeatS } = enrolment;
  const charter = bytesOf(enrolment.charter);
  const channel = (kind: "ops" | "record") => ({
    channel: enrolment.channels[kind].channel,
    link,
    kind,
    charter,
    outerKey: bytesOf(enrolment.channels[kind].outerKey),
  });
  return {
    link,
    identity: {
      device,
      side,
      role,
      agency,
      signatureKey: await crypto.ed25519FromSeed(signatureSeed),
      certificate: bytesOf(enrolment.certificate),
    },
    charterId,
    channels: { ops: channel("ops"), record: channel("record") },
    tickets: { ops: bytesOf(tickets.ops), record: bytesOf(tickets.record) },
    founding: null,
    timing: { heartbeatS, ackIdleS: ACK_IDLE_S },
  };
}

function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("the enrolment of this device is damaged");
  return bytes;
}
