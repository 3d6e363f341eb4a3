import { base64url, fromBase64url } from "@vado/protocol";
import type { Me } from "@vado/ui";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { DoesNotOpen, open, seal, type Lock, type Sealed } from "../platform/lock/data-key.ts";
import { removeVault } from "../platform/vault/idb-vault.ts";
import { meOf, type EnrolledDevice } from "./enrolled.ts";

/** Keys made for an invite whose answer has not come yet: asked again, the desk is told the same. */
export interface InviteKeys {
  readonly signatureSeed: Uint8Array;
  readonly apiSeed: Uint8Array;
}

/** A lock and the data key that it wraps. */
export interface Guard {
  readonly lock: Lock;
  readonly key: CryptoKey;
}

/** A device as this browser keeps it: what may be seen while it is locked, and the rest, sealed if it has a lock. */
export interface KeptDevice {
  readonly me: Me;
  /** Path of the desk on this origin, with a slash at both ends. */
  readonly desk: string;
  /** Machine time of the enrolment, ms. */
  readonly enrolledAt: number;
  readonly lock: Lock | null;
  /** `EnrolledDevice` as text, sealed; as it is without a lock. */
  readonly kept: Sealed | string;
}

/** The same for keys whose answer has not come. */
interface KeptKeys {
  readonly lock: Lock | null;
  readonly kept: Sealed | string;
}

interface Tables extends DBSchema {
  devices: { key: string; value: KeptDevice };
  invites: { key: string; value: KeptKeys };
}

/** The devices enrolled in this browser. Several may be: of one desk, or of several desks on one origin. */
export interface Registry {
  get(device: string): Promise<KeptDevice | undefined>;
  /** Those of one desk, oldest first. */
  ofDesk(desk: string): Promise<KeptDevice[]>;
  /** The lock under which keys for this invite are kept already; undefined while there are none, null where they have none. */
  lockOf(token: string): Promise<Lock | null | undefined>;
  /** Keys for an invite: those kept, or new ones. Throws `DoesNotOpen` with another guard than they were kept under. */
  keysFor(token: string, guard: Guard | null, make: () => InviteKeys): Promise<InviteKeys>;
  /** Keeps a new device, whose vault begins empty, and forgets the invite's keys. */
  add(token: string, enrolled: EnrolledDevice, guard: Guard | null): Promise<void>;
  /** Seals what is kept of a device under a lock of its own. Its vault is sealed when it is next opened. */
  guard(device: string, guard: Guard): Promise<void>;
  /** Removes a device and all it kept. */
  remove(device: string): Promise<void>;
}

const STRICT = { durability: "strict" } as const;

export async function openRegistry(): Promise<Registry> {
  const database: IDBPDatabase<Tables> = await openDB<Tables>("vado-devices", 2, {
    async upgrade(fresh, from, _to, change) {
      if (from === 0) {
        fresh.createObjectStore("devices");
        fresh.createObjectStore("invites");
        return;
      }
      // Version 1 kept devices open, as they were; keys of an invite are made anew.
      for await (const cursor of change.objectStore("devices").iterate()) {
        const old = cursor.value as unknown as EnrolledDevice;
        const { desk, enrolledAt } = old;
        await cursor.update({ me: meOf(old), desk, enrolledAt, lock: null, kept: textOf(old) });
      }
      await change.objectStore("invites").clear();
    },
  });
  const put = async (device: KeptDevice, token: string | null): Promise<void> => {
    const change = database.transaction(["devices", "invites"], "readwrite", STRICT);
    await change.objectStore("devices").put(device, device.me.device);
    if (token !== null) await change.objectStore("invites").delete(token);
    await change.done;
  };
  return {
    get: (device) => database.get("devices", device),
    async ofDesk(desk) {
      const all = await database.getAll("devices");
      return all.filter((one) => one.desk === desk).sort((a, b) => a.enrolledAt - b.enrolledAt);
    },
    lockOf: async (token) => (await database.get("invites", token))?.lock,
    async keysFor(token, guard, make) {
      const place = `invite\n${token}`;
      const known = await database.get("invites", token);
      if (known !== undefined) return bytesIn(await opened(known.kept, guard?.key ?? null, place)) as InviteKeys;
      const keys = make();
      const kept = await closed(textOf(keys), guard, place);
      await database.put("invites", { lock: guard?.lock ?? null, kept }, token);
      return keys;
    },
    async add(token, enrolled, guard) {
      // A desk that began anew may give an old name again; what the device of that name kept is none of this one's.
      await removeVault(enrolled.enrolment.device);
      await put(await keptOf(enrolled, guard), token);
    },
    async guard(device, guard) {
      const known = await database.get("devices", device);
      if (known === undefined) throw new Error("this device is not in this browser");
      await put(await keptOf(await openKept(known, null), guard), null);
    },
    async remove(device) {
      const change = database.transaction("devices", "readwrite", STRICT);
      await change.store.delete(device);
      await change.done;
      await removeVault(device);
    },
  };
}

/** The device with its keys. `key`: of its lock, null where it has none. Throws `DoesNotOpen`. */
export async function openKept({ kept, me }: KeptDevice, key: CryptoKey | null): Promise<EnrolledDevice> {
  return bytesIn(await opened(kept, key, placeOf(me.device))) as EnrolledDevice;
}

const placeOf = (device: string): string => `device\n${device}`;

async function keptOf(enrolled: EnrolledDevice, guard: Guard | null): Promise<KeptDevice> {
  const { desk, enrolledAt } = enrolled;
  const me = meOf(enrolled);
  return {
    me,
    desk,
    enrolledAt,
    lock: guard?.lock ?? null,
    kept: await closed(textOf(enrolled), guard, placeOf(me.device)),
  };
}

async function closed(text: string, guard: Guard | null, place: string): Promise<Sealed | string> {
  return guard === null ? text : seal(guard.key, place, new TextEncoder().encode(text));
}

async function opened(kept: Sealed | string, key: CryptoKey | null, place: string): Promise<string> {
  if (typeof kept === "string") return kept;
  if (key === null) throw new DoesNotOpen("this device is locked");
  return new TextDecoder().decode(await open(key, place, kept));
}

/** The two seeds are bytes; all else is JSON. */
const SEEDS = new Set(["signatureSeed", "apiSeed"]);
const textOf = (value: unknown): string =>
  JSON.stringify(value, (name, one: unknown) => (SEEDS.has(name) ? base64url(one as Uint8Array) : one));
const bytesIn = (text: string): unknown =>
  JSON.parse(text, (name, one: unknown) => (SEEDS.has(name) ? fromBase64url(one as string) : one));
