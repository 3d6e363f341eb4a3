import { openHolds } from "@vado/flow";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../messages/index.ts";
import { indicationWord } from "../parts/Indication.tsx";
import { sound } from "../parts/sound.ts";
import { useRoom } from "./room.ts";

/** What reaches an officer who looks elsewhere: a tone for a new alarm, another for a hold, and the window's title. */
export function useAlert(): void {
  const room = useRoom();
  const known = useRef<{ readonly alarms: ReadonlySet<string>; readonly holds: ReadonlySet<string> } | null>(null);
  const noted = room.acknowledged.keys.value;
  const alarms = room.alarms.value.filter(({ key }) => !noted.has(key)).map(({ key }) => key);
  const holds = openHolds(room.snapshot.value.state).map(({ id }) => id);
  useEffect(() => {
    const before = known.current;
    known.current = { alarms: new Set(alarms), holds: new Set(holds) };
    // What stood before the screen was opened was heard by somebody else.
    if (before === null) return;
    if (holds.some((id) => !before.holds.has(id))) sound("hold");
    else if (alarms.some((key) => !before.alarms.has(key))) sound("attention");
  }, [alarms.join(), holds.join()]);

  const { kind, codes } = room.indication.value;
  const { stations } = room.device.me;
  const count = alarms.length === 0 ? "" : `(${alarms.length}) `;
  const title = `${count}${indicationWord(kind, codes.slice(0, 1))} · ${stations.sending.name} → ${stations.receiving.name} · ${t("room.title")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
