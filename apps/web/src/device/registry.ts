import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { removeVault } from "../platform/vault/idb-vault.ts";
import type { EnrolledDevice } from "./enrolled.ts";

/** Keys made for an invite whose answer has not come yet: asked again, the desk is told the same. */
export interface InviteKeys {
  readonly signatureSeed: Uint8Array;
  readonly apiSeed: Uint8Array;
}

interface Tables extends DBSchema {
  devices: { key: string; value: EnrolledDevice };
  invites: { key: string; value: InviteKeys };
}

/** The devices enrolled in this browser. Several may be: of one desk, or of several desks on one origin. */
export interface Registry {
  get(device: string): Promise<EnrolledDevice | undefined>;
  /** Those of one desk, oldest first. */
  ofDesk(desk: string): Promise<EnrolledDevice[]>;
  keysFor(token: string, make: () => InviteKeys): Promise<InviteKeys>;
  /** Keeps a new device, whose vault begins empty, and forgets the invite's keys. */
  add(token: string, enrolled: EnrolledDevice): Promise<void>;
  /** Removes a device and all it kept. */
  remove(device: string): Promise<void>;
}

const STRICT = { durability: "strict" } as const;

export async function openRegistry(): Promise<Registry> {
  const database: IDBPDatabase<Tables> = await openDB<Tables>("vado-devices", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("devices");
      fresh.createObjectStore("invites");
    },
  });
  return {
    get: (device) => database.get("devices", device),
    async ofDesk(desk) {
      const all = await database.getAll("devices");
      return all.filter((one) => one.desk === desk).sort((a, b) => a.enrolledAt - b.enrolledAt);
    },
    async keysFor(token, make) {
      const change = database.transaction("invites", "readwrite", STRICT);
      const known = await change.store.get(token);
      const keys = known ?? make();
      if (known === undefined) await change.store.put(keys, token);
      await change.done;
      return keys;
    },
    async add(token, enrolled) {
      const { device } = enrolled.enrolment;
      // A desk that began anew may give an old name again; what the device of that name kept is none of this one's.
      await removeVault(device);
      const change = database.transaction(["devices", "invites"], "readwrite", STRICT);
      await change.objectStore("devices").put(enrolled, device);
      await change.objectStore("invites").delete(token);
      await change.done;
    },
    async remove(device) {
      const change = database.transaction("devices", "readwrite", STRICT);
      await change.store.delete(device);
      await change.done;
      await removeVault(device);
    },
  };
}
