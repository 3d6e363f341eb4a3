import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A screen that is rarely needed: fetched when it is opened first, and kept. Nothing is shown in the moment before. */
export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => preact.JSX.Element | null {
  let Ready: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, drawn] = useState(0);
    useEffect(() => {
      if (Ready !== null) return;
      let gone = false;
      // Where it cannot be fetched the screen behind it stays, and the next press tries again.
      load().then(
        (loaded) => {
          Ready = loaded;
          if (!gone) drawn(1);
        },
        () => undefined,
      );
      return () => {
        gone = true;
      };
    }, []);
    return Ready === null ? null : <Ready {...props} />;
  };
}
