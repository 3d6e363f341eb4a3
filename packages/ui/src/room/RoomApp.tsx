import { useEffect, useState } from "preact/hooks";
import { DrillFrame, DrillNotice } from "../drill/index.tsx";
import { useWorld, type World } from "../drill/use-world.ts";
import type { Device } from "../model/device.ts";
import { ActDialogs } from "./acts/ActDialogs.tsx";
import { FootBar, Notices } from "./FootBar.tsx";
import { AlarmsPanel } from "./panels/AlarmsPanel.tsx";
import { ChatPanel } from "./panels/ChatPanel.tsx";
import { MovingPanel } from "./panels/MovingPanel.tsx";
import { PlacesPanel } from "./panels/PlacesPanel.tsx";
import { QueuePanel } from "./panels/QueuePanel.tsx";
import { TimelinePanel } from "./panels/TimelinePanel.tsx";
import { RoomContext, openRoom, useRoom } from "./room.ts";
import { StatusStrip } from "./StatusStrip.tsx";
import { TopBar } from "./TopBar.tsx";
import { useAlert } from "./use-alert.ts";
import { useKeys } from "./use-keys.ts";
import { WorkPanel } from "./WorkPanel.tsx";
import "../parts/base.css";
import "./room.css";
import "./bars.css";
import "./panel.css";
import "./layout.css";
import "./status.css";
import "./lists.css";
import "./timeline.css";
import "./work.css";
import "./group.css";
import "./log.css";
import "./cards.css";
import "./team.css";
import "./chat.css";
import "./acts.css";
import "./law.css";

/** The control room of one side of one link, for its duty officer or supervisor; a drill has its own view of the same room. */
export function RoomApp({ device }: { readonly device: Device }) {
  const world = useWorld(device);
  const room = <OpenRoom key={world.drill ? "drill" : "real"} world={world} />;
  return world.drill ? <DrillFrame device={world.device}>{room}</DrillFrame> : room;
}

function OpenRoom({ world }: { readonly world: World }) {
  const [room] = useState(() => openRoom(world.device));
  useEffect(() => () => room.close(), [room]);
  return (
    <RoomContext.Provider value={room}>
      <Screen world={world} />
    </RoomContext.Provider>
  );
}

function Screen({ world }: { readonly world: World }) {
  const room = useRoom();
  useKeys();
  useAlert();
  const act = room.act.value;
  return (
    <div class="room">
      <TopBar />
      <StatusStrip />
      <Notices>
        <DrillNotice world={world} device={room.device} />
      </Notices>
      <main class="room-main">
        <div class="room-left">
          <QueuePanel />
          <MovingPanel />
        </div>
        <div class="room-middle">
          <TimelinePanel />
          <WorkPanel />
        </div>
        <div class="room-right">
          <AlarmsPanel />
          <PlacesPanel />
          <ChatPanel />
        </div>
      </main>
      <FootBar />
      {act !== null && <ActDialogs key={JSON.stringify(act)} act={act} />}
    </div>
  );
}
