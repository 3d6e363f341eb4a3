import { createHash } from "node:crypto";
import { nodeEntropy } from "@vado/host";
import { INVITE_TOKEN, base64url, type Clock, type Role, type Side, type Vault, type VaultRow } from "@vado/protocol";
import { refuse, type Refusal } from "./refusal.ts";
import { readRows, row } from "./store.ts";

/** Invites: single-use, short-lived, known here by the hash of their token only. */

export const INVITE_MS = 15 * 60_000;
/** Invites that are neither used nor over, at most. */
export const INVITES_OPEN_MAX = 100;
/** An answer that was lost can be asked for again, with the same keys, this long after the invite is over. Machine ms. */
export const ENROL_AGAIN_MS = 60 * 60_000;
/** A used or expired invite is remembered this long, so that its link says what became of it. Machine ms. */
const REMEMBER_MS = 7 * 86_400_000;

/** Roles that people can be invited for. */
export const INVITED_ROLES: readonly Role[] = ["field", "duty", "supervisor", "planner"];

/** What an enrolment has reserved; `answer` once it is done. */
export interface Taken {
  readonly signatureKey: string;
  readonly apiKey: string;
  readonly device: string;
  readonly api: string;
  /** Numbers of the two tickets in the papers. */
  readonly tickets: readonly [string, string];
  /** JSON of `DeviceEnrolmentSchema`. */
  readonly answer: string | null;
}

export interface InviteRow {
  readonly link: string;
  readonly side: Side;
  readonly role: Role;
  /** What people are told, on the desk's clock; where that runs by itself it is the same as `until`. */
  readonly expiresAt: number;
  /** When it is over, on the machine's clock: people carry it, and they live in real time. */
  readonly until: number;
  readonly taken: Taken | null;
}

export interface InvitesParts {
  readonly vault: Vault;
  readonly clock: Clock;
  /** People carry an invite from screen to phone; the log never sees it. */
  readonly machine: Clock;
}

export class Invites {
  readonly #parts: InvitesParts;
  readonly #rows: Map<string, InviteRow>;

  private constructor(parts: InvitesParts, rows: Iterable<readonly [string, InviteRow]>) {
    this.#parts = parts;
    this.#rows = new Map(rows);
  }

  static async open(parts: InvitesParts): Promise<Invites> {
    return new Invites(parts, await readRows<InviteRow>(parts.vault, "invite/"));
  }

  /** Makes an invite; `rows` are written with it. */
  async make(
    terms: { readonly link: string; readonly side: Side; readonly role: Role },
    rows: readonly VaultRow[],
  ): Promise<{ readonly token: string; readonly expiresAt: number } | Refusal> {
    const { vault, clock, machine } = this.#parts;
    const now = machine.now();
    const gone = [...this.#rows].filter(([, one]) => one.until + REMEMBER_MS < now).map(([key]) => key);
    const open = [...this.#rows.values()].filter((one) => one.taken === null && one.until > now).length;
    if (open >= INVITES_OPEN_MAX) return refuse("invites-full");
    const token = base64url(nodeEntropy.bytes(16));
    const expiresAt = Math.floor(clock.now()) + INVITE_MS;
    const invite: InviteRow = { ...terms, expiresAt, until: now + INVITE_MS, taken: null };
    const key = keyOf(token);
    await vault.write([row(`invite/${key}`, invite), ...gone.map((one) => row(`invite/${one}`, null)), ...rows]);
    for (const one of gone) this.#rows.delete(one);
    this.#rows.set(key, invite);
    return { token, expiresAt };
  }

  /** An invite that can still be used, for whoever has its token. */
  open(token: string): InviteRow | Refusal {
    const invite = this.#rows.get(keyOf(token));
    if (!INVITE_TOKEN.test(token) || invite === undefined) return refuse("invite-unknown");
    if (invite.taken !== null) return refuse("invite-used");
    return this.#parts.machine.now() < invite.until ? invite : refuse("invite-expired");
  }

  /** The same for an enrolment: a used invite is still good for the device that used it, for a while. */
  forKeys(token: string, keys: { readonly signatureKey: string; readonly apiKey: string }): InviteRow | Refusal {
    const invite = this.#rows.get(keyOf(token));
    const taken = invite?.taken ?? null;
    if (invite === undefined || taken === null) return this.open(token);
    const same = taken.signatureKey === keys.signatureKey && taken.apiKey === keys.apiKey;
    if (!same) return refuse("invite-used");
    return this.#parts.machine.now() < invite.until + ENROL_AGAIN_MS ? invite : refuse("invite-expired");
  }

  /** Notes what became of an invite, with the rows that belong to it. */
  async take(token: string, invite: InviteRow, taken: Taken, rows: readonly VaultRow[] = []): Promise<InviteRow> {
    const key = keyOf(token);
    const next: InviteRow = { ...invite, taken };
    await this.#parts.vault.write([row(`invite/${key}`, next), ...rows]);
    this.#rows.set(key, next);
    return next;
  }
}

const keyOf = (token: string): string => createHash("sha256").update(`vado invite ${token}`).digest("hex");
