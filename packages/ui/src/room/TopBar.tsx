import { Button } from "../parts/Button.tsx";
import { locale, t } from "../messages/index.ts";
import { clockSeconds, placeOf, shortDay } from "../model/time.ts";
import { useRoom } from "./room.ts";

/** Whose room this is, of which link, and what time it is there. */
export function TopBar() {
  const room = useRoom();
  const { me } = room.device;
  const now = room.now.value;
  return (
    <header class="room-top">
      <svg class="room-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M3 9c4 0 4 3 8.5 3S16 9 20 9s4.500 3 9 3" />
        <path d="M3 22c4 0 4 3 8.500 3S16 22 20 22s4.500 3 9 3" />
        <path class="room-mark-ford" d="M4 16.500h24" />
      </svg>
      <h1 class="room-link">
        {me.stations.sending.name}
        <span aria-hidden="true"> → </span>
        <span class="hidden">{t("room.to")}</span>
        {me.stations.receiving.name}
      </h1>
      <p class={`room-me room-me-${me.side}`}>
        <span>{t(`side.${me.side}`)}</span> · {t(`role.${me.role}`)} · {me.agency}
      </p>
      <div class="room-top-acts">
        <Button tone="bare" onPress={() => (room.act.value = { kind: "handover" })}>
          {t("act.handover")}
        </Button>
        <Button tone="bare" onPress={() => (room.act.value = { kind: "code" })}>
          {t("act.code")}
        </Button>
        {room.device.drill === undefined && (
          <Button tone="bare" onPress={() => (room.act.value = { kind: "drill" })}>
            {t("act.drill")}
          </Button>
        )}
        <Button tone="bare" onPress={() => (room.act.value = { kind: "display" })}>
          {t("act.display")}
        </Button>
        <Button tone="bare" onPress={() => (room.act.value = { kind: "keys" })}>
          {t("act.keys")} <kbd>?</kbd>
        </Button>
      </div>
      <p class="room-clock">
        <time>{clockSeconds(now, me.timezone)}</time>
        <span>
          {shortDay(now, me.timezone, locale())} · {placeOf(me.timezone)}
        </span>
      </p>
    </header>
  );
}
