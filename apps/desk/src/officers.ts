import type { Role, Side, Vault, VaultRow } from "@vado/protocol";
import { readRows, row } from "./store.ts";

/** The devices of the agency's own officers, as this desk enrolled them. */
export interface Officer {
  readonly device: string;
  /** The device's id at the relay, and in its signatures here. */
  readonly api: string;
  /** base64url of the Ed25519 key of its requests. */
  readonly apiKey: string;
  readonly link: string;
  readonly side: Side;
  readonly role: Role;
  /** When its certificate expires, ms on the desk's clock. */
  readonly notAfter: number;
}

export class Officers {
  readonly #byApi: Map<string, Officer>;

  private constructor(known: Iterable<readonly [string, Officer]>) {
    this.#byApi = new Map(known);
  }

  static async open(vault: Vault): Promise<Officers> {
    return new Officers(await readRows<Officer>(vault, "officer/"));
  }

  find(api: string): Officer | undefined {
    return this.#byApi.get(api);
  }

  hasKey(apiKey: string): boolean {
    return [...this.#byApi.values()].some((officer) => officer.apiKey === apiKey);
  }

  /** Whether somebody on this link can make invites. */
  hasInviter(link: string): boolean {
    return [...this.#byApi.values()].some(
      (one) => one.link === link && (one.role === "duty" || one.role === "supervisor"),
    );
  }

  /** The row to be written with the enrolment; call `add` once it is. */
  row(officer: Officer): VaultRow {
    return row(`officer/${officer.api}`, officer);
  }

  add(officer: Officer): void {
    this.#byApi.set(officer.api, officer);
  }
}
