import type { ClientConfig, ClientPorts } from "@vado/client";
import { LinkClient } from "@vado/client";
import type { Transport } from "@vado/protocol";
import { TransportDown } from "@vado/protocol";
import { archive } from "./officers/archive.ts";
import { Turn, type OfficerPost } from "./officers/context.ts";
import { receivingDuty, sendingDuty } from "./officers/duty.ts";
import { receivingField, sendingField } from "./officers/field.ts";
import type { Act, Sights } from "./world/types.ts";

/** A node: one phone, or an agency's desk with a device per link; and the officer who holds it. */

export interface NodeDevice<S> {
  readonly post: OfficerPost;
  readonly config: ClientConfig;
  readonly ports: ClientPorts<S>;
  /** What its officer does beside the day's work. */
  readonly also?: ((turn: Turn) => Promise<void>) | undefined;
}

export interface NodeTurn {
  /** What is to be seen, per device in the order of the node. */
  readonly sights: readonly Sights[];
  /** False: the officer looks on; the device goes on all the same. */
  readonly acting?: boolean;
}

export interface NodeReport {
  /** When the node wants a turn though nothing arrives, ms on the clock of its ports. */
  readonly wakeAt: number;
  readonly acts: readonly Act[];
  /** Links in whose channels this node got something stored. */
  readonly appended: readonly string[];
  readonly standing: readonly { readonly link: string; readonly confirmed: boolean; readonly fork: string | null }[];
}

/** Rounds of looking and acting in one turn; an officer who is not done goes on in the next. */
const ROUNDS_MAX = 12;

export class SimNode<S> {
  readonly clients: readonly LinkClient<S>[];
  readonly #devices: readonly NodeDevice<S>[];
  readonly #memories: readonly Map<string, number>[];
  readonly #switches: readonly { offline: boolean }[];
  /** Alarms that each device's log raised, by hour. */
  readonly #alarmHours: readonly Map<number, number>[];

  constructor(devices: readonly NodeDevice<S>[]) {
    this.#devices = devices;
    this.#memories = devices.map(() => new Map());
    this.#switches = devices.map(() => ({ offline: false }));
    this.#alarmHours = devices.map(() => new Map());
    this.clients = devices.map(
      ({ config, ports }, i) =>
        new LinkClient(config, {
          ...ports,
          transport: switched(ports.transport, this.#switches[i] as { offline: boolean }),
        }),
    );
  }

  async load(): Promise<void> {
    for (const client of this.clients) await client.load();
  }

  async turn({ sights, acting = true }: NodeTurn): Promise<NodeReport> {
    const acts: Act[] = [];
    const appended = new Set<string>();
    let wakeAt = Infinity;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      wakeAt = Infinity;
      for (const [i, client] of this.clients.entries()) {
        (this.#switches[i] as { offline: boolean }).offline = (sights[i] as Sights).offline;
        const before = alarmsOf(client);
        const report = await client.step();
        this.#count(i, alarmsOf(client) - before, client.now);
        wakeAt = Math.min(wakeAt, report.wakeAt);
        if (report.appended > 0) appended.add((this.#devices[i] as NodeDevice<S>).post.link);
      }
      const turns = this.clients.map(
        (client, i) =>
          new Turn(
            client,
            (this.#devices[i] as NodeDevice<S>).post,
            sights[i] as Sights,
            this.#memories[i] as Map<string, number>,
          ),
      );
      if (acting)
        await this.#act(turns.filter((turn) => turn.client.standing.anchored && !turn.client.standing.provisional));
      if (acting) for (const [i, turn] of turns.entries()) await this.#also(i, turn);
      for (const turn of turns) {
        acts.push(...turn.acts);
        // An officer thinks in ordering time; the node is woken on its own clock.
        wakeAt = Math.min(wakeAt, turn.wakeAt - (turn.now - clockOf(this.#devices, turns.indexOf(turn))));
      }
      if (turns.every((turn) => turn.submitted === 0)) break;
    }
    const standing = this.clients.map((client, i) => ({
      link: (this.#devices[i] as NodeDevice<S>).post.link,
      confirmed: !client.standing.provisional,
      fork: client.standing.fork,
    }));
    return { wakeAt, acts, appended: [...appended], standing };
  }

  /** The most alarms that one hour brought to whoever holds the device. */
  busiestAlarmHour(i: number): number {
    return Math.max(0, ...(this.#alarmHours[i]?.values() ?? []));
  }

  #count(i: number, alarms: number, now: number): void {
    const hours = this.#alarmHours[i] as Map<number, number>;
    const hour = Math.floor(now / 3_600_000);
    if (alarms > 0) hours.set(hour, (hours.get(hour) ?? 0) + alarms);
  }

  async #also(i: number, turn: Turn<S>): Promise<void> {
    const { anchored, provisional } = turn.client.standing;
    if (anchored && !provisional) await this.#devices[i]?.also?.(turn as Turn);
  }

  async #act(turns: readonly Turn<S>[]): Promise<void> {
    const [first] = turns;
    if (first === undefined) return;
    const { role, side } = first.post;
    if (role === "archive") return archive(turns as readonly Turn[]);
    const officer =
      role === "duty"
        ? side === "sending"
          ? sendingDuty
          : receivingDuty
        : side === "sending"
          ? sendingField
          : receivingField;
    for (const turn of turns) await officer(turn as Turn);
  }
}

const alarmsOf = <S>(client: LinkClient<S>): number =>
  Object.values(client.state.alarms).reduce((sum, count) => sum + count, 0);

function clockOf<S>(devices: readonly NodeDevice<S>[], i: number): number {
  return (devices[i] as NodeDevice<S>).ports.clock.now();
}

/** A transport with a switch: a device out of reach of the network. */
function switched(transport: Transport, state: { readonly offline: boolean }): Transport {
  const reach = <T>(call: () => Promise<T>): Promise<T> =>
    state.offline ? Promise.reject(new TransportDown("no network")) : call();
  return {
    append: (frame) => reach(() => transport.append(frame)),
    pull: (cursors, waitMs) => reach(() => transport.pull(cursors, waitMs)),
    groupInfos: (channel) => reach(() => transport.groupInfos(channel)),
  };
}
