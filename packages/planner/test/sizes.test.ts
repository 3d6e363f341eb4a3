import { PLAIN_TERMS } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { groupTarget, nextGroupSize, rateFreeFrom } from "../src/index.ts";
import { Crossing, MIN } from "./crossing.ts";

const train = {
  ...PLAIN_TERMS,
  block: { kind: "permissive", groups: 2 } as const,
  groupMax: 1_000,
  vehicleSeats: 1_000,
  transitMeanMin: 240,
};
const bus = { ...PLAIN_TERMS, block: { kind: "permissive", groups: 60 } as const, groupMax: 120, vehicleSeats: 60 };

describe("how large a group should be (GS)", () => {
  it("GS1 what an hour brings, at least what the block needs to carry all, at most a vehicle", () => {
    // 350 an hour, two trains that take 255 minutes to come and be answered: 350 × 4.25 / 2.
    expect(groupTarget(train, 350)).toBe(744);
    expect(groupTarget({ ...train, block: { kind: "paced" } }, 350)).toBe(350);
    expect(groupTarget(train, 600)).toBe(1_000);
    expect(groupTarget(bus, 220)).toBe(60);
    expect(groupTarget({ ...bus, transitMeanMin: 5 }, 20)).toBe(20);
    expect(groupTarget(train, null)).toBe(1_000);
  });

  it("GS2 the next group is as large as what is offered and not spoken for, if that is worth a vehicle", () => {
    const crossing = Crossing.open({ groupMax: 60, block: { kind: "permissive", groups: 9 } });
    const size = (perHour: number | null = null) => nextGroupSize(crossing.state, crossing.time, perHour);
    expect(size()).toBe(60);
    // The offer is for a release a quarter of an hour from now: the time that a grant takes.
    crossing.offer(45, 15);
    expect(size()).toBe(45);
    crossing.ready(10);
    expect(size()).toBe(35);
    crossing.ready(10);
    expect(size()).toBe(60);
  });

  it("GS2 while nobody waits or is on the way, what an hour brings is enough", () => {
    const crossing = Crossing.open({ groupMax: 60, block: { kind: "absolute" }, transitMeanMin: 120 });
    expect(nextGroupSize(crossing.state, crossing.time, 20)).toBe(20);
    crossing.ready(10);
    expect(nextGroupSize(crossing.state, crossing.time, 20)).toBe(45);
  });

  it("GS2 what is left of the day's quota is used", () => {
    const crossing = Crossing.open({ groupMax: 60, quotaPerDay: 40, block: { kind: "permissive", groups: 9 } });
    crossing.offer(60, 15);
    expect(nextGroupSize(crossing.state, crossing.time, null)).toBe(40);
  });

  it("GS2 without an agreement nobody can say", () => {
    expect(nextGroupSize(new Crossing().state, 0, 20)).toBeNull();
  });
});

describe("from when a grant may begin (GW)", () => {
  it("GW1 once the hour before has room in the rate, those with a grant counted; at once without a rate", () => {
    const free = Crossing.open({ ratePerHour: null });
    expect(rateFreeFrom(free.state, 20, free.time)).toBe(free.time);
    const crossing = Crossing.open({ ratePerHour: 30, block: { kind: "permissive", groups: 9 } });
    const began = crossing.time;
    const go = () => {
      const group = crossing.ready(10);
      crossing.offer();
      expect(crossing.grant(group)).toBe(true);
      crossing.confirm(group);
      expect(crossing.say({ device: "sending-duty", side: "sending", role: "duty" }, crossing.releaseBody(group))).toBe(
        true,
      );
    };
    expect(rateFreeFrom(crossing.state, 30, crossing.time)).toBe(began);
    go();
    crossing.after(10);
    go();
    expect(rateFreeFrom(crossing.state, 10, crossing.time)).toBe(crossing.time);
    expect(rateFreeFrom(crossing.state, 20, crossing.time)).toBe(began + 61 * MIN);
    expect(rateFreeFrom(crossing.state, 30, crossing.time)).toBe(began + 71 * MIN);
    expect(rateFreeFrom(crossing.state, 31, crossing.time)).toBeNull();
    const waiting = crossing.ready(10);
    crossing.offer();
    expect(crossing.grant(waiting)).toBe(true);
    expect(rateFreeFrom(crossing.state, 10, crossing.time)).toBe(began + 61 * MIN);
  });
});
