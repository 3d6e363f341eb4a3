import type { DeviceState } from "@vado/flow";
import type { DeviceId, Role, Side } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { duration } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";
import { OwnDevices } from "./OwnDevices.tsx";

/** The link's devices, who may give GO, and how another one joins. */
export function TeamPanel() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const rows = Object.entries(state.devices).toSorted(
    ([a, x], [b, y]) => (x.side < y.side ? 1 : x.side > y.side ? -1 : 0) || (a < b ? -1 : 1),
  );
  return (
    <div class="team">
      <div class="room-item-acts">
        <Button tone="main" onPress={() => (room.act.value = { kind: "invite" })}>
          {t("act.invite")}
        </Button>
        <Button onPress={() => (room.act.value = { kind: "code" })}>{t("act.code")}</Button>
      </div>
      <table class="room-table">
        <thead>
          <tr>
            <th scope="col">{t("room.device")}</th>
            <th scope="col">{t("room.side")}</th>
            <th scope="col">{t("room.role")}</th>
            <th scope="col">{t("room.heard")}</th>
            <th scope="col">{t("room.go")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([id, device]) => (
            <DeviceRow key={id} id={id} device={device} />
          ))}
        </tbody>
      </table>
      <OwnDevices />
    </div>
  );
}

function DeviceRow({ id, device }: { readonly id: string; readonly device: DeviceState }) {
  const room = useRoom();
  const { me } = room.device;
  return (
    <tr class={id === me.device ? "team-me" : ""}>
      <th scope="row">
        {id} {id === me.device && <span class="room-soft">{t("room.thisDevice")}</span>}
      </th>
      <td>{t(`room.side.${device.side satisfies Side}`)}</td>
      <td>{t(`role.${device.role as Role}`)}</td>
      <td>{t("room.ago", { ago: duration(room.slow.value - device.time) })}</td>
      <td>
        <Delegation id={id} device={device} />
      </td>
    </tr>
  );
}

/** GO is the sending duty officer's; a field officer of that side may be lent it for a while. */
function Delegation({ id, device }: { readonly id: string; readonly device: DeviceState }) {
  const room = useRoom();
  const { me } = room.device;
  const until = room.snapshot.value.state.delegated[id];
  const lent = until !== undefined && until > room.now.value;
  if (device.side !== "sending") return null;
  if (device.role === "duty" || device.role === "supervisor") return <>{t("room.byRole")}</>;
  if (device.role !== "field") return null;
  const mine = me.side === "sending";
  return (
    <span class="team-go">
      {lent && (
        <span>
          {t("room.until")} <At at={until} />
        </span>
      )}
      {mine && !lent && (
        <Button onPress={() => (room.act.value = { kind: "delegate", device: id })}>{t("act.delegate")}</Button>
      )}
      {mine && lent && (
        <Button onPress={() => void room.submit(() => ({ type: "roster.undelegated", device: id as DeviceId }))}>
          {t("act.undelegate")}
        </Button>
      )}
    </span>
  );
}
