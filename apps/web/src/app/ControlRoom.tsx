import { loadRoom, t, type Device } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import { Page } from "./Page.tsx";

type Room = Awaited<ReturnType<typeof loadRoom>>;

/** The control room, once it is here. */
export function ControlRoom({ device }: { readonly device: Device }) {
  const [room, setRoom] = useState<{ readonly Room: Room } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    loadRoom().then(
      (Room) => gone || setRoom({ Room }),
      () => gone || setFault(t("app.deskAway")),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (room === null) return <Page title={fault ?? t("app.opening")}>{null}</Page>;
  return <room.Room device={device} />;
}
