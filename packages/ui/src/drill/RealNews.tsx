import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { alarmsView } from "../model/alarms.ts";
import { knowsOf } from "../model/indication.ts";
import { tell } from "../model/words.ts";
import type { DrillView } from "../model/world.ts";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { sound } from "../parts/sound.ts";
import { vibrate } from "../parts/vibrate.ts";
import { blinded } from "../phone/blind.ts";
import { changes, sightOf, type Sight } from "../phone/watch.ts";

/** Lines of news that are kept until somebody has read them. */
const NEWS_MAX = 6;

/** What really happens while somebody plays: it sounds, and stands over everything until it is answered. */
export function RealNews({ drill }: { readonly drill: DrillView }) {
  const { real, leave } = drill;
  const { me } = real;
  const { state, rev, ...line } = real.snapshot.value;
  const now = real.clock.value;
  const seen = useRef<{ readonly sight: Sight; readonly alarms: ReadonlySet<string> } | null>(null);
  const [news, setNews] = useState<readonly string[]>([]);
  const alarms = alarmsView(state, now, knowsOf(me, { ...line, state, rev }));
  const keys = alarms.map(({ key }) => key).join("\n");
  useEffect(() => {
    const before = seen.current;
    seen.current = { sight: sightOf(state), alarms: new Set(alarms.map(({ key }) => key)) };
    // What stood when the drill was entered was known in the real view.
    if (before === null) return;
    const told = changes(before.sight, state, me);
    const raised = alarms.filter(({ key }) => !before.alarms.has(key));
    const tone = told.find((one) => one.sound !== null)?.sound ?? (raised.length > 0 ? "attention" : null);
    if (tone !== null) {
      sound(tone);
      vibrate(tone);
    }
    const lines = [
      ...told.map(({ kind, code }) => t(`phone.told.${kind}`, { code: code ?? t("phone.told.link") })),
      ...raised.map(({ what }) => tell(blinded(what, state, me), me.timezone)),
    ];
    if (lines.length > 0) setNews((old) => [...new Set([...lines, ...old])].slice(0, NEWS_MAX));
  }, [rev, keys]);
  if (news.length === 0) return null;
  const read = () => setNews([]);
  return (
    <Dialog
      kind="dialog"
      class="drill-news"
      title={t("drill.news")}
      onClose={read}
      footer={
        <div class="drill-news-acts">
          <Button tone="main" size="big" wide onPress={leave}>
            {t("drill.toReal")}
          </Button>
          <Button wide onPress={read}>
            {t("drill.stay")}
          </Button>
        </div>
      }
    >
      <ul class="drill-news-lines" role="alert">
        {news.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  );
}
