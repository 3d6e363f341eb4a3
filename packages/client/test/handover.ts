import { groupCodeFrom, type Body, type GroupCode, type Terms } from "@vado/protocol";
import { agree } from "./acts.ts";
import { nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** Groups on their way to a GO, and GO given by a device that is alone. */

export const A = groupCodeFrom(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
export const B = groupCodeFrom(new Uint8Array([90, 12, 31, 44, 5, 250, 7, 18]));
const MINUTE_MS = 60_000;

/** A founded link with terms, both stations open, places known and a slot offered for the next hour. */
export async function openLink(seed: string, terms: Partial<Terms> = {}) {
  const rig = await sixDevices(await nullRig(seed));
  await agree(rig, terms);
  const { now } = rig;
  await rig.device("sending.archive").act(() => ({ type: "station.opened", station: "MAT" }) as Body);
  const desk = rig.device("receiving.archive");
  await desk.act(() => ({ type: "station.opened", station: "BRO" }) as Body);
  await desk.act(
    () =>
      ({
        type: "places.reported",
        total: 1_000,
        occupied: 0,
        reserved: 0,
        asOf: now,
        validUntil: now + 120 * MINUTE_MS,
      }) as Body,
  );
  await rig.settle();
  await desk.act(
    (offer) =>
      ({ type: "slots.offered", offer, from: now, to: now + 60 * MINUTE_MS, people: 200, projected: 0 }) as Body,
  );
  await rig.settle();
  return rig;
}

/** The group is counted, granted from now on, and its grant read back. Returns the grant. */
export async function granted<S>(rig: Rig<S>, group: GroupCode, change: Partial<GroupReady> = {}): Promise<string> {
  const duty = rig.device("sending.duty");
  await duty.act(() => ({ type: "group.opened", group }));
  const answers = await duty.act(() => ready(group, change));
  await rig.settle();
  const receiving = rig.device("receiving.duty");
  const offer = Object.keys(receiving.client.state.offers)[0] as string;
  const span = { from: rig.now, to: rig.now + 25 * MINUTE_MS };
  const grant = await receiving.act(
    (intent) =>
      ({ type: "slot.granted", group, version: 1, answers, grant: intent, offer, headcount: 10, ...span }) as Body,
  );
  await rig.settle();
  await duty.act(
    () => ({ type: "slot.confirmed", group, grant, answers: grant, headcount: 10, ...span }) as unknown as Body,
  );
  await rig.settle();
  return grant;
}

type GroupReady = Extract<Body, { type: "group.ready" }>;
const ready = (group: GroupCode, change: Partial<GroupReady>): Body => ({
  type: "group.ready",
  group,
  version: 1,
  headcount: 10,
  units: { 5: 2 },
  needs: {},
  explained: true,
  voluntary: true,
  ...change,
});

/** GO as a device gives it by what it has alone. */
export function offlineGo<S>({ client }: Device<S>, group: GroupCode, grant: string, radioCode?: string): Body {
  return { ...go(group, grant), acted: client.acted(radioCode) } as Body;
}
export const go = (group: GroupCode, grant: string): Body =>
  ({ type: "group.released", group, version: 1, grant, answers: grant, headcount: 10 }) as unknown as Body;
export const departed = (group: GroupCode): Body => ({ type: "group.departed", group, headcount: 10 });

/** The network is gone for a device, and it knows. */
export async function cutOff<S>(device: Device<S>): Promise<void> {
  device.switches.down = true;
  await device.step();
}

/** Its network is back, and everybody reads what there is. */
export async function back<S>(rig: Rig<S>, device: Device<S>): Promise<void> {
  device.switches.down = false;
  await rig.settle();
}

export const othersOf = <S>(rig: Rig<S>, device: Device<S>): Device<S>[] => rig.devices.filter((one) => one !== device);
