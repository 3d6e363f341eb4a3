import { options, type VNode } from "preact";

/** What Preact hangs on a vnode, by the short names that it keeps for those who hook into it. */
interface Drawn extends VNode {
  /** Of a component's vnode: its instance. */
  readonly __c?: object | null;
  /** What was drawn below it. */
  __k?: unknown;
}

/**
 * Makes Preact let go of what a component drew before. The element around a component that draws itself anew keeps the component's
 * first vnode (`props.children`); parts without news share their vnodes with the next drawing (signals), and these point up into it.
 * So the first drawing holds the second, that one the third, and a room open for a day held thousands. To be called once, before
 * anything is drawn.
 */
export function forgetOldTrees(): void {
  const latest = new WeakMap<object, Drawn>();
  const old: Drawn[] = [];
  const cut = (): void => {
    for (const vnode of old.splice(0)) vnode.__k = null;
  };
  // oxlint-disable-next-line typescript/unbound-method -- Preact calls its hooks without an object
  const { diffed } = options;
  options.diffed = (vnode: Drawn) => {
    diffed?.(vnode);
    const component = vnode.__c;
    if (component == null) return;
    const before = latest.get(component);
    latest.set(component, vnode);
    if (before === undefined || before === vnode) return;
    // Preact still looks at it until this drawing is done, which is before the next microtask.
    if (old.length === 0) queueMicrotask(cut);
    old.push(before);
  };
}
