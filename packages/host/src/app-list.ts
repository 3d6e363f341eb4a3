import { readFileSync } from "node:fs";
import { join } from "node:path";
import { APP_LIST, AppListSchema, appFingerprint, hex, parseWire, type AppList } from "@vado/protocol";
import { HostError } from "./host-error.ts";
import { nodeCrypto } from "./node-crypto.ts";

/** A built web app: its list, which every file of it agrees with, and 30 digits over all of them. */
export interface BuiltApp extends AppList {
  readonly fingerprint: string;
}

/** Reads a built folder. Throws `HostError` when there is no app in it, or a file is not the one that was built. */
export async function readAppList(folder: string): Promise<BuiltApp> {
  const list = parseWire(AppListSchema, bytesOf(folder, APP_LIST).toString("utf8"));
  if (list === undefined)
    throw new HostError("app-strange", `${join(folder, APP_LIST)} is no list of the app's files; build the app anew.`);
  for (const { path, sha256 } of list.files)
    if (hex(await nodeCrypto.sha256(bytesOf(folder, path))) !== sha256)
      throw new HostError("app-changed", `${join(folder, path)} is not the file that was built; build the app anew.`);
  return { ...list, fingerprint: await appFingerprint(nodeCrypto, list.files) };
}

function bytesOf(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    throw new HostError(
      "app-missing",
      `There is no built app in ${folder} (${name} is missing); build it, or name its folder.`,
      error,
    );
  }
}
