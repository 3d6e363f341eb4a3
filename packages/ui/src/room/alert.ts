import type { Incident, LinkState } from "@vado/flow";
import { calendarOf, capXml, localTime } from "@vado/report";
import { locale, t, type MessageId } from "../messages/index.ts";
import type { Room } from "./room.ts";

/** An open incident as an alert that rescue services can read (CAP 1.2): what and where; notes and codes stay in the channel. */
export function alertOf(room: Room, incident: Incident): string {
  const { me, drill } = room.device;
  const state = room.snapshot.value.state as LinkState;
  const event = t(`incident.${incident.kind}` as MessageId);
  const area = `${me.stations.sending.name} – ${me.stations.receiving.name}`;
  return capXml({
    identifier: `${me.link}.${incident.id}.${incident.handedOver ? 2 : 1}`,
    sender: `${me.agency}@${me.link}`,
    sent: localTime(calendarOf(state), room.now.value),
    exercise: drill !== undefined,
    update: incident.handedOver,
    language: locale() === "es" ? "es-419" : "en",
    kind: incident.kind,
    event,
    headline: `${event}: ${area}`,
    instruction: t("room.capInstruction"),
    area,
  });
}
