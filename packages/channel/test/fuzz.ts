import { base64url } from "@vado/protocol";
import { issueRevocation, type Received, type Removal, type SuiteName } from "../src/index.ts";
import { forgeJoin, forgeMemberCommit, forgeRemoval, termsOf } from "./forge.ts";
import { keep, LINK, roomOf, seededEntropy, text, type Device, type Room } from "./world.ts";

/**
 * A random history of one channel under a seed: joins, removals, revocations, messages; crashes, repeated frames, garbage, and an
 * insider who keeps no rule. After every step all honest members agree on the epoch, on who is in it, and on who may never come back;
 * nobody who is out opens anything.
 */
export interface FuzzReport {
  readonly steps: number;
  readonly joins: number;
  readonly removals: number;
  readonly revocations: number;
  readonly messages: number;
  readonly forbidden: number;
  readonly crashes: number;
  readonly membersMax: number;
}

const SECRET = "for members only";
/** Removed devices that are given every later byte; the oldest are forgotten. */
const OUT_KEPT = 4;

class Fuzz {
  readonly room: Room;
  readonly #dice: ReturnType<typeof seededEntropy>;
  readonly #membersMax: number;
  #named = 0;
  #stale: Uint8Array[] = [];
  #evil: Device | null = null;
  /** The group fills up, and then empties again. */
  #filling = true;
  readonly count = { joins: 0, removals: 0, revocations: 0, messages: 0, forbidden: 0, crashes: 0, membersMax: 0 };

  constructor(room: Room, seed: string, membersMax: number) {
    this.room = room;
    this.#dice = seededEntropy(`${seed}/dice`);
    this.#membersMax = membersMax;
  }

  #roll(sides: number): number {
    const [a, b, c] = this.#dice.bytes(3) as unknown as [number, number, number];
    return (a * 65_536 + b * 256 + c) % sides;
  }

  #anyone(): Device {
    return this.room.devices[this.#roll(this.room.devices.length)]!;
  }

  async step(): Promise<void> {
    const { length } = this.room.devices;
    if (length >= this.#membersMax) this.#filling = false;
    else if (length < 6) this.#filling = true;
    const what = this.#roll(100);
    if (what < (this.#filling ? 28 : 12)) await this.#join();
    else if (what < (this.#filling ? 31 : 32)) await this.#remove();
    else if (what < (this.#filling ? 33 : 36)) await this.#revoke();
    else if (what < 60) await this.#talk();
    else if (what < 72) await this.#crash();
    else if (what < 80) await this.#again();
    else await this.#forbidden();
    this.#agree();
  }

  /** A frame to everyone; some crash before they wrote what it changed, and take it again. */
  async #deliver(kind: "commit" | "message", frame: Uint8Array, except?: Device): Promise<Received<unknown>[]> {
    const { cipher, secrets } = this.room;
    for (const device of this.room.devices) {
      if (device === except || this.#roll(12) > 0) continue;
      await cipher.receive(device.state, kind, frame);
      device.state = await cipher.load(device.identity, secrets, device.rows);
      this.count.crashes++;
    }
    const said = await this.room.deliver(kind, frame, except);
    for (const { state, identity } of this.room.out) {
      const read = await cipher.receive(state as Device["state"], kind, frame);
      if (read.kind === "message" || read.kind === "commit") throw new Error(`${identity.device} is out and read on`);
    }
    if (kind === "commit") this.#stale = [...this.#stale.slice(-8), frame];
    return said;
  }

  async #join(): Promise<void> {
    const { room } = this;
    if (room.devices.length >= this.#membersMax) return;
    const role = (["field", "duty", "supervisor", "archive"] as const)[this.#roll(4)]!;
    const side = this.#roll(2) === 0 ? "sending" : "receiving";
    const identity = await room.world.device(`n${this.#named++}`, side, { role });
    const ticket = await room.world.ticket(identity);
    const joined = await room.cipher.join({ identity, channel: room.secrets, groupInfo: room.groupInfo, ticket });
    one(await this.#deliver("commit", joined.frame), "commit");
    const device: Device = { identity, state: joined.state, rows: new Map() };
    keep(device, joined.rows);
    room.devices.push(device);
    room.groupInfo = joined.groupInfo;
    this.count.joins++;
  }

  /** Stewards race now and then: the second finds nothing, or its commit is of an epoch that is over. */
  async #remove(): Promise<void> {
    const steward = this.#steward();
    if (steward === null) return;
    const mine = this.room.devices.filter((one) => one !== steward && sameSide(one, steward));
    const devices = mine.filter(() => this.#roll(mine.length) < 2).map(({ identity }) => identity.device);
    if (this.room.devices.length - devices.length < 3) return;
    const rival = this.#steward();
    const late = rival === null || rival === steward ? null : await this.#tried(rival, { reason: "silent", devices });
    if ((await this.#carryOut(steward, { reason: "agency", devices })) && late !== null) {
      if (this.room.devices.includes(rival!)) one(await this.#deliver("commit", late.frame, rival!), "ignored");
    }
  }

  async #revoke(): Promise<void> {
    const { world } = this.room;
    const steward = this.#steward();
    const victim = this.#anyone();
    if (steward === null || victim === steward || this.room.devices.length < 5) return;
    const revocation = await world.revoke(victim.identity);
    if (await this.#carryOut(steward, { reason: "revoked", revocation })) this.count.revocations++;
    if (this.#roll(12) > 0) return;
    // A key that has certified nobody yet: every device of its next day is barred before it comes.
    const side = victim.identity.side;
    const before = await world.issuer(side);
    world.renewIssuer(side);
    const { key } = await world.issuer(side);
    world.renewIssuer(side);
    const { agency } = victim.identity;
    const what = { kind: "issuing-key" as const, key: key.publicKey };
    const terms = { charter: world.charter.id, agency, link: LINK, what };
    const paper = await issueRevocation(world.crypto, world.roots.get(agency)!, terms);
    if (await this.#carryOut(steward, { reason: "revoked", revocation: paper })) this.count.revocations++;
    if (base64url(before.key.publicKey) === base64url(key.publicKey))
      throw new Error("the issuing key was not renewed");
  }

  async #carryOut(steward: Device, removal: Removal): Promise<boolean> {
    const { room } = this;
    const made = await this.#tried(steward, removal);
    if (made === null) return false;
    // The steward's messages go on until its commit is in the log.
    if (this.#roll(2) === 0) await this.#say(steward);
    const others = room.devices.filter((device) => device !== steward);
    const said = await this.#deliver("commit", made.frame, steward);
    for (const [i, device] of others.entries())
      if (said[i]?.kind === "removed") room.out.push(...room.devices.splice(room.devices.indexOf(device), 1));
      else if (said[i]?.kind !== "commit") throw new Error(`${device.identity.device}: ${JSON.stringify(said[i])}`);
    room.out.splice(0, Math.max(0, room.out.length - OUT_KEPT));
    keep(steward, made.rows);
    steward.state =
      this.#roll(2) === 0 ? made.state : await room.cipher.load(steward.identity, room.secrets, steward.rows);
    room.groupInfo = made.groupInfo;
    const fault = await room.cipher.faultOfGroupInfo(this.#anyone().state, room.groupInfo);
    if (fault !== null) throw new Error(`nobody could vouch for the GroupInfo after a removal: ${fault}`);
    if (this.#evil !== null && !room.devices.includes(this.#evil)) this.#evil = null;
    this.count.removals++;
    return true;
  }

  async #tried(steward: Device, removal: Removal) {
    try {
      return await this.room.cipher.remove(steward.state, removal);
    } catch (error) {
      // Oneself, or another side's device: this steward may not.
      if (error instanceof Error && /^C(28|30)/.test(error.message)) return null;
      throw error;
    }
  }

  #steward(): Device | null {
    const all = this.room.devices.filter(
      ({ identity }) => identity.role === "archive" || identity.role === "supervisor",
    );
    return all[this.#roll(Math.max(1, all.length))] ?? null;
  }

  async #talk(): Promise<void> {
    await this.#say(this.#anyone());
  }

  async #say(from: Device): Promise<void> {
    const frame = await this.room.send(from, SECRET);
    for (const heard of await this.#deliver("message", frame, from))
      if (heard.kind !== "message" || text(heard.plaintext) !== SECRET)
        throw new Error(`unheard: ${JSON.stringify(heard)}`);
    this.count.messages++;
  }

  async #crash(): Promise<void> {
    const device = this.#anyone();
    device.state = await this.room.cipher.load(device.identity, this.room.secrets, device.rows);
    this.count.crashes++;
  }

  /** Commits of epochs that are over, once more. */
  async #again(): Promise<void> {
    const frame = this.#stale[this.#roll(Math.max(1, this.#stale.length))];
    if (frame !== undefined) one(await this.#deliver("commit", frame), "ignored");
  }

  /** An insider, garbage, or a stranger: ignored by all alike. */
  async #forbidden(): Promise<void> {
    this.#evil ??= this.#anyone();
    one(await this.#deliver("commit", await this.#forgery(this.#evil)), "ignored");
    this.count.forbidden++;
  }

  async #forgery(evil: Device): Promise<Uint8Array> {
    const { room } = this;
    const others = room.devices.filter((one) => one !== evil);
    const victim = others[this.#roll(others.length)]!;
    const leaf = room.cipher.members(evil.state).find(({ device }) => device === victim.identity.device)!.leaf;
    const steward = evil.identity.role === "archive" || evil.identity.role === "supervisor";
    switch (this.#roll(6)) {
      case 0:
        return this.#dice.bytes(20 + this.#roll(400));
      case 1:
        return forgeMemberCommit(room, evil, [], this.#roll(2) === 0);
      case 2: {
        const identity = await room.world.device(`x${this.#named++}`, evil.identity.side);
        return forgeJoin(room, identity, { smuggle: this.#roll(room.devices.length) });
      }
      case 3:
        // A paper of another's: removes somebody it does not name.
        return forgeRemoval(room, evil, {
          leaves: [leaf],
          terms: termsOf("revoked", await room.world.revoke(evil.identity)),
        });
      case 4:
        return forgeRemoval(room, evil, {
          leaves: [leaf],
          terms: steward && sameSide(evil, victim) ? {} : termsOf("expired"),
        });
      default: {
        const gone = room.out[0];
        if (gone === undefined) return this.#dice.bytes(64);
        return forgeJoin(room, gone.identity);
      }
    }
  }

  #agree(): void {
    const { room } = this;
    const views = room.devices.map(({ state }) =>
      JSON.stringify([
        room.cipher.epochAuthenticator(state),
        room.cipher.members(state).map(({ leaf, device }) => [leaf, device]),
        state.barred,
        state.usedTickets,
      ]),
    );
    if (new Set(views).size !== 1) throw new Error("honest members disagree");
    const members = room.cipher.members(room.devices[0]!.state).map(({ device }) => device);
    const honest = room.devices.map(({ identity }) => identity.device);
    if (members.toSorted().join() !== honest.toSorted().join())
      throw new Error("the group has others in it than it should");
    this.count.membersMax = Math.max(this.count.membersMax, members.length);
  }
}

const sameSide = (a: Device, b: Device): boolean => a.identity.side === b.identity.side;

/** All said the same kind, and for what they ignore gave one rule. */
function one(said: readonly Received<unknown>[], kind: Received<unknown>["kind"]): void {
  const kinds = new Set(said.map((each) => (each.kind === "ignored" ? `ignored ${each.rule}` : each.kind)));
  const [only] = kinds;
  if (kinds.size !== 1 || only?.split(" ")[0] !== kind)
    throw new Error(`${kind} expected, not ${[...kinds].join(", ")}`);
}

/** Throws at the first disagreement, with the step in the message. `tell` hears now and then how far it is. */
export async function fuzz(
  seed: string,
  steps: number,
  membersMax = 32,
  suite: SuiteName = "x25519",
  tell: (step: number, fuzz: Fuzz["count"]) => void = () => {},
): Promise<FuzzReport> {
  const work = new Fuzz(await roomOf(4, seed, "ops", suite), seed, membersMax);
  for (let step = 1; step <= steps; step++) {
    try {
      await work.step();
    } catch (error) {
      throw new Error(`seed ${seed}, step ${step}: ${error instanceof Error ? error.message : "failed"}`, {
        cause: error,
      });
    }
    if (step % 100 === 0) tell(step, work.count);
  }
  return { steps, ...work.count };
}
