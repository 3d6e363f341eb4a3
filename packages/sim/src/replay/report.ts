import type { LinkClient } from "@vado/client";
import { balanceOf, type Balance, type LinkState } from "@vado/flow";
import type { OfficerPost } from "../officers/context.ts";

/** What a device says of itself at the end of a run. */
export interface DeviceReport extends Pick<OfficerPost, "device" | "link" | "side" | "role"> {
  readonly channels: Readonly<
    Record<"record" | "ops", { readonly channel: string; readonly seq: number; readonly digest: string }>
  >;
  readonly balance: Balance;
  /** People nobody announced who are at the gate. */
  readonly unannounced: number;
  readonly phases: Readonly<Record<string, string>>;
  readonly alarms: number;
  /** The most of them in one hour, as they came to this device. */
  readonly busiestAlarmHour: number;
  readonly voided: number;
  readonly overrides: number;
  readonly outbox: number;
}

export async function reportOf(
  { device, link, side, role }: OfficerPost,
  client: LinkClient<unknown>,
  busiestAlarmHour = 0,
): Promise<DeviceReport> {
  const { state } = client;
  const channel = async (kind: "record" | "ops") => ({
    channel: client.head(kind).channel,
    seq: client.head(kind).seq,
    digest: await client.digest(kind),
  });
  return {
    device,
    link,
    side,
    role,
    channels: { record: await channel("record"), ops: await channel("ops") },
    balance: balanceOf(state as LinkState),
    unannounced: unannouncedAtGate(state),
    phases: Object.fromEntries(Object.values(state.groups).map((group) => [group.code, group.phase])),
    alarms: Object.values(state.alarms).reduce((sum, n) => sum + n, 0),
    busiestAlarmHour,
    voided: state.voided,
    overrides: state.overrides,
    outbox: client.outbox.length,
  };
}

/** People whom nobody announced, counted and not yet received. */
export function unannouncedAtGate(state: Readonly<LinkState>): number {
  return state.moving.reduce((sum, code) => {
    const group = state.groups[code];
    return group?.spontaneous === true && group.phase === "arrived" ? sum + (group.arrived ?? 0) : sum;
  }, 0);
}
