import type { LinkState } from "@vado/flow";
import type { Side } from "@vado/protocol";
import { OFFICER_ROLES, SIDES, type OfficerRole } from "./papers.ts";

/** Who holds each post: a simulated officer, or a person with a device of their own. */

export interface Post {
  readonly side: Side;
  readonly role: OfficerRole;
  readonly by: "simulated" | "person";
  /** The person's newest device at this post; null while nobody has enrolled one. */
  readonly device: string | null;
}

export interface PersonDevice {
  readonly device: string;
  readonly side: Side;
  readonly role: OfficerRole;
}

export class Posts {
  readonly #simulated: ReadonlySet<string>;
  readonly #seen = new Map<string, PersonDevice>();
  #posts: readonly Post[] = SIDES.flatMap((side) =>
    OFFICER_ROLES.map((role): Post => ({ side, role, by: "simulated", device: null })),
  );

  /** `simulated`: devices that belong to nobody. */
  constructor(simulated: Iterable<string>) {
    this.#simulated = new Set(simulated);
  }

  get all(): readonly Post[] {
    return this.#posts;
  }

  get anyPerson(): boolean {
    return this.#posts.some((post) => post.by === "person");
  }

  /** Devices of persons that have spoken in the log. */
  get persons(): readonly PersonDevice[] {
    return [...this.#seen.values()];
  }

  of(side: Side, role: OfficerRole): Post {
    return this.#posts.find((post) => post.side === side && post.role === role) as Post;
  }

  /** The field phone a person holds on the sending side while acting. */
  get fieldPhone(): string | null {
    const post = this.of("sending", "field");
    return post.by === "person" ? post.device : null;
  }

  /**
   * Looks who has joined. At the bank a person takes over with the phone; a control room opens as a spectator's, and its
   * simulated officer goes on until the person takes over. True when somebody is new.
   */
  look(state: Readonly<LinkState>): boolean {
    let found = false;
    for (const device in state.devices) {
      if (this.#simulated.has(device) || this.#seen.has(device)) continue;
      const { side, role } = state.devices[device] as LinkState["devices"][string];
      if (role !== "field" && role !== "duty") continue;
      this.#seen.set(device, { device, side, role });
      this.#set(side, role, { device, ...(role === "field" ? { by: "person" as const } : {}) });
      found = true;
    }
    return found;
  }

  /** False when no person has a device for this post. */
  put(side: Side, role: OfficerRole, by: Post["by"]): boolean {
    if (by === "person" && this.of(side, role).device === null) return false;
    this.#set(side, role, { by });
    return true;
  }

  #set(side: Side, role: OfficerRole, change: Partial<Post>): void {
    this.#posts = this.#posts.map((post) => (post.side === side && post.role === role ? { ...post, ...change } : post));
  }
}
