import type { Me } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import type { Sights as Strip } from "../demo/sights.tsx";

/** In a demo: what the officer has before the eyes, once that part is here. A device that serves never fetches it. */
export function DemoSights({ me, demo }: { readonly me: Me; readonly demo: string }) {
  const [part, setPart] = useState<{ readonly Sights: typeof Strip } | null>(null);
  useEffect(() => {
    let gone = false;
    import("../demo/sights.tsx").then(
      ({ Sights }) => gone || setPart({ Sights }),
      // Without it every screen works; the next opening tries again.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, []);
  return part === null ? null : (
    <part.Sights side={me.side} timezone={me.timezone} folded={me.role !== "field"} url={`${demo}sights`} />
  );
}
