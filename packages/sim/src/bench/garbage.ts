import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Collects what the preparation of a lap left behind, so that it is not collected on the lap's time. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("gc");
    if (typeof found !== "function") throw new Error("this Node can't be asked to collect garbage");
    collect = () => void Reflect.apply(found, undefined, []);
  }
  collect();
}
