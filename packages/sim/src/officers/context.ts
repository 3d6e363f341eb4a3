import type { LinkClient } from "@vado/client";
import type { LinkState } from "@vado/flow";
import type { Body, BodyType, Role, Side } from "@vado/protocol";
import { logNormal, stream } from "../seeded.ts";
import type { Act, Sights } from "../world/types.ts";

/** What a simulated officer has: the device in hand, what is before the eyes, and a human pace. */

const MINUTE_MS = 60_000;
/** Issue 2: delays are log-normal with mean 3 minutes, capped at `answerMinutes`. */
const DELAY_MEAN_MIN = 3;
const DELAY_SD_MIN = 2;

export interface OfficerPost {
  readonly device: string;
  readonly link: string;
  readonly side: Side;
  readonly role: Role;
  readonly answerMin: number;
  readonly seed: number;
}

/** One look at device and world, and what is done in it. Made anew for each turn: what an officer must not forget is in the device. */
export class Turn<S = unknown> {
  readonly client: LinkClient<S>;
  readonly post: OfficerPost;
  readonly sights: Sights;
  readonly acts: Act[] = [];
  /** When the officer wants to act next, ms of ordering time. */
  wakeAt = Infinity;
  submitted = 0;

  readonly #memory: Map<string, number>;

  constructor(client: LinkClient<S>, post: OfficerPost, sights: Sights, memory: Map<string, number>) {
    this.client = client;
    this.#memory = memory;
    this.post = post;
    this.sights = sights;
  }

  get state(): Readonly<LinkState> {
    return this.client.state;
  }

  get now(): number {
    return this.client.now;
  }

  /** Whether the moment has come; else the officer is woken then. */
  at(time: number): boolean {
    if (this.now >= time) return true;
    this.wakeAt = Math.min(this.wakeAt, time);
    return false;
  }

  /** Whether the officer has got round to something that has been there to do since `from`. The delay depends on the matter alone. */
  ready(matter: string, from: number): boolean {
    const { seed, device, answerMin } = this.post;
    const minutes = Math.min(answerMin, logNormal(stream(seed, "delay", device, matter), DELAY_MEAN_MIN, DELAY_SD_MIN));
    return this.at(from + Math.round(minutes * MINUTE_MS));
  }

  /** Whether it is so long since the officer did this. Forgotten at a restart, when doing it once more does no harm. */
  oncePer(matter: string, ms: number): boolean {
    if (!this.at((this.#memory.get(matter) ?? -Infinity) + ms)) return false;
    this.#memory.set(matter, this.now);
    return true;
  }

  /** Whether this device has such an act waiting in its outbox. */
  isWaiting(type: BodyType, group?: string): boolean {
    return this.client.outbox.some(
      ({ body }) => body.type === type && (group === undefined || (body as { group?: string }).group === group),
    );
  }

  /** Does it unless a rule forbids it; an officer refused looks again in a minute. */
  async submit<B extends Body>(body: B | ((intent: string) => B)): Promise<boolean> {
    const result = await this.client.submit((intent) => (typeof body === "function" ? body(intent) : body));
    if ("intent" in result) {
      this.submitted++;
      return true;
    }
    this.wakeAt = Math.min(this.wakeAt, this.now + MINUTE_MS);
    return false;
  }
}

/** A body written with plain texts: ids are branded, and these come from our own devices. */
export function body<T extends BodyType>(type: T, fields: Record<string, unknown>): Extract<Body, { type: T }> {
  return { type, ...fields } as unknown as Extract<Body, { type: T }>;
}
