import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What could not be fetched is asked for again after this, ms. */
const AGAIN_MS = 2_000;

/**
 * A screen that is rarely needed: fetched when it is opened first, and kept. Until it is here nothing is shown, and the screen behind it
 * stays in use.
 */
export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => preact.JSX.Element | null {
  let Ready: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, drawn] = useState(0);
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | null = null;
      let gone = false;
      const ask = () =>
        void load().then(
          (loaded) => {
            Ready = loaded;
            if (!gone) drawn(1);
          },
          () => {
            if (!gone) timer = setTimeout(ask, AGAIN_MS);
          },
        );
      if (Ready === null) ask();
      return () => {
        gone = true;
        if (timer !== null) clearTimeout(timer);
      };
    }, []);
    return Ready === null ? null : <Ready {...props} />;
  };
}
