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
  /** Taken out: it is served no more, and its keys are never taken again. */
  readonly out?: true;
  /** The relay knows. */
  readonly relayTold?: true;
}

export class Officers {
  readonly #byApi: Map<string, Officer>;

  private constructor(known: Iterable<readonly [string, Officer]>) {
    this.#byApi = new Map(known);
  }

  static async open(vault: Vault): Promise<Officers> {
    return new Officers(await readRows<Officer>(vault, "officer/"));
  }

  /** An officer's device that is served. */
  find(api: string): Officer | undefined {
    const officer = this.#byApi.get(api);
    return officer?.out === true ? undefined : officer;
  }

  byDevice(device: string): Officer | undefined {
    return this.all().find((officer) => officer.device === device);
  }

  /** Those that are out too. */
  all(): Officer[] {
    return [...this.#byApi.values()];
  }

  hasKey(apiKey: string): boolean {
    return [...this.#byApi.values()].some((officer) => officer.apiKey === apiKey);
  }

  /** Whether somebody on this link can make invites. */
  hasInviter(link: string): boolean {
    return [...this.#byApi.values()].some(
      (one) => one.out !== true && one.link === link && (one.role === "duty" || one.role === "supervisor"),
    );
  }

  /** The row to be written with the enrolment; call `add` once it is. */
  row(officer: Officer): VaultRow {
    return row(`officer/${officer.api}`, officer);
  }

  add(officer: Officer): void {
    this.#byApi.set(officer.api, officer);
  }

  /** Likewise for one that is to go: call `drop` once it is written. */
  outRow(officer: Officer): VaultRow {
    return this.row({ ...officer, out: true });
  }

  drop(officer: Officer): void {
    this.add({ ...officer, out: true });
  }

  toldRow(officer: Officer): VaultRow {
    return this.row({ ...officer, relayTold: true });
  }

  told(officer: Officer): void {
    this.add({ ...officer, relayTold: true });
  }
}
