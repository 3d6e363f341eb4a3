import type { DeskDevice } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { DeskRefused, type DeskTeam } from "../../model/device.ts";
import { duration } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { Refused } from "../acts/Refused.tsx";
import { useRoom } from "../room.ts";

/** Fewer than this many admissions left call for a new stock of tickets. */
const FEW = 3;

/** Devices of the own side as the agency's desk knows them, how many more can be admitted, and taking one out. */
export function OwnDevices() {
  const room = useRoom();
  const { desk, me } = room.device;
  const [team, setTeam] = useState<DeskTeam | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const asking = room.act.value === null;
  const when = room.slow.value;
  const mayAsk = me.role === "duty" || me.role === "supervisor";
  useEffect(() => {
    if (!asking || !mayAsk) return;
    let gone = false;
    desk.team().then(
      (found) => {
        if (gone) return;
        setTeam(found);
        setFault(null);
      },
      (error: unknown) => {
        if (!gone) setFault(error instanceof DeskRefused ? error.rule : "desk-away");
      },
    );
    return () => {
      gone = true;
    };
  }, [desk, asking, mayAsk, when]);
  if (!mayAsk) return null;
  return (
    <section class="team-own" aria-label={t("room.ownDevices")}>
      <h3>{t("room.ownDevices")}</h3>
      {fault !== null && <Refused rule={fault} />}
      {team !== null && (
        <>
          <p class={team.left < FEW ? "team-few" : "room-soft"}>
            {t("room.admissions", { count: team.left })} {team.left < FEW && t("room.admissionsFew")}
          </p>
          <table class="room-table">
            <thead>
              <tr>
                <th scope="col">{t("room.device")}</th>
                <th scope="col">{t("room.role")}</th>
                <th scope="col">{t("room.standing")}</th>
                <th scope="col" class="team-heard">
                  {t("room.heard")}
                </th>
                <th scope="col">{t("act.takeOut")}</th>
              </tr>
            </thead>
            <tbody>
              {team.devices.map((one) => (
                <OwnDevice key={one.device} one={one} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function OwnDevice({ one }: { readonly one: DeskDevice }) {
  const room = useRoom();
  const { me } = room.device;
  const { device, role, standing, heardAt } = one;
  // The desk decides; what it surely refuses is not offered: itself, its own node, who stands above.
  const offered = standing !== "out" && device !== me.device && role !== "archive" && mayTakeOut(me.role, role);
  return (
    <tr class={device === me.device ? "team-me" : ""}>
      <th scope="row">
        {device} {device === me.device && <span class="room-soft">{t("room.thisDevice")}</span>}
      </th>
      <td>{t(`role.${role}`)}</td>
      <td>{t(`room.standing.${standing}`)}</td>
      <td class="team-heard">
        {heardAt === null ? "–" : t("room.ago", { ago: duration(Math.max(0, room.slow.value - heardAt)) })}
      </td>
      <td>
        {offered && <Button onPress={() => (room.act.value = { kind: "takeOut", device })}>{t("act.takeOut")}</Button>}
      </td>
    </tr>
  );
}

const mayTakeOut = (mine: string, theirs: string): boolean => mine === "supervisor" || theirs !== "supervisor";
