import { readHouse } from "./house.mjs";
import { imports } from "./rules/imports.mjs";
import { manifests } from "./rules/manifests.mjs";
import { purity } from "./rules/purity.mjs";
import { relayClosure } from "./rules/relay-closure.mjs";
import { sizes } from "./rules/sizes.mjs";
import { words } from "./rules/words.mjs";

/** Every fault of the project in a folder: `{ path, line, rule, advice }`. */
export function faultsIn(root) {
  const house = readHouse(root);
  return [manifests, imports, purity, relayClosure, sizes, words].flatMap((rule) => rule(house));
}
