import type { GroupCode, StationId } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { whyOf } from "../../model/rule-text.ts";
import { asideFor, asideOf } from "../../model/set-aside.ts";
import { reasonsFor } from "../../phone/ReasonChoice.tsx";
import { Gone } from "./ActDialog.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { useSay } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** The group does not go; its reserved places are free again [17]. */
export function WithdrawDialog({ code }: { readonly code: string }) {
  return (
    <ReasonDialog
      title={t("phone.withdraw.open")}
      says={t("phone.withdraw.says")}
      label={t("law.reason.why")}
      verb="act.withdraw"
      about={code}
      presets={reasonsFor("withdraw")}
      body={(reason) => ({ type: "group.withdrawn", group: code as GroupCode, reason })}
    />
  );
}

/** To whom children who travel alone were referred (H7). */
export function ReferDialog({ code }: { readonly code: string }) {
  return (
    <ReasonDialog
      title={t("law.refer.title")}
      says={t("law.refer.says")}
      label={t("law.refer.to")}
      verb="act.refer"
      about={code}
      presets={reasonsFor("refer")}
      body={(to) => ({ type: "group.referred", group: code as GroupCode, to })}
    />
  );
}

/** A supervisor sets one rule aside for this group, as it stands (V1). */
export function AsideDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const { say } = useSay();
  const { state } = room.snapshot.value;
  const group = state.groups[code];
  const rule = group === undefined ? undefined : asideFor(state, group, room.slow.value)[0];
  if (group === undefined || rule === undefined) return <Gone />;
  return (
    <ReasonDialog
      title={t("law.aside.title")}
      says={`${say(whyOf(rule))} ${t(rule === "H2.unit" ? "law.aside.unit" : "law.aside.overtaking")}`}
      label={t("law.reason.why")}
      verb="act.aside"
      about={code}
      presets={reasonsFor("aside")}
      body={(reason) => asideOf(group, rule, reason) ?? { type: "message.sent", text: reason }}
    />
  );
}

/** The own station closes: nobody new is taken on or let in, whoever is on the way is received. */
export function StationDialog() {
  const room = useRoom();
  const { side, stations } = room.device.me;
  const station = room.snapshot.value.state.stations[side].station as StationId | null;
  if (station === null) return <Gone />;
  return (
    <ReasonDialog
      title={t("law.station.title", { station: stations[side].name })}
      says={t(`law.station.${side}`)}
      label={t("law.reason.why")}
      verb="act.closeStation"
      about={null}
      presets={reasonsFor("station")}
      body={(reason) => ({ type: "station.closed", station, reason })}
    />
  );
}
