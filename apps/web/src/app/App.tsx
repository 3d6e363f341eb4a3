import type { ReadonlySignal } from "@preact/signals";
import type { Role } from "@vado/protocol";
import { PhoneApp } from "@vado/ui";
import { useEffect, useState } from "preact/hooks";
import type { DeviceRuntime } from "../device/runtime.ts";
import { EnrolPage } from "../enrol/EnrolPage.tsx";
import type { Updates } from "../platform/worker.ts";
import { Chooser } from "./Chooser.tsx";
import { ControlRoom } from "./ControlRoom.tsx";
import { DemoSights } from "./DemoSights.tsx";
import { Notices } from "./Notices.tsx";
import { Fault, Insecure, Lacking, Opening, Welcome, Wiped } from "./pages.tsx";
import { wishOf } from "./place.ts";
import { LockDialog } from "./LockDialog.tsx";
import type { Ports, Route } from "./routes.ts";
import { UnlockPage } from "./UnlockPage.tsx";
import { useGuard } from "./use-guard.ts";

export interface AppProps {
  readonly route: ReadonlySignal<Route>;
  readonly again: () => void;
  readonly updates: Updates;
}

export function App({ route, again, updates }: AppProps) {
  const now = route.value;
  switch (now.kind) {
    case "opening":
      return <Opening />;
    case "insecure":
      return <Insecure />;
    case "welcome":
      return <Welcome />;
    case "lacking":
      return <Lacking what={now.what} />;
    case "fault":
      return <Fault text={now.text} again={again} />;
    case "wiped":
      return <Wiped others={now.others} />;
    case "enrol":
      return <EnrolPage key={now.token} token={now.token} ports={now.ports} others={now.others} />;
    case "choose":
      return <Chooser devices={now.devices} forget={(device) => now.ports.registry.remove(device).then(again)} />;
    case "locked": {
      const { kept, ports } = now;
      const { device } = kept.me;
      const unlocked = async (key: CryptoKey): Promise<void> => {
        ports.keys.set(device, key);
        again();
      };
      return (
        <UnlockPage
          key={device}
          kept={kept}
          onKey={unlocked}
          forget={() => ports.registry.remove(device).then(again)}
        />
      );
    }
    case "device":
      return <DeviceScreen key={now.device.me.device} {...now} again={again} updates={updates} />;
  }
}

function DeviceScreen(props: {
  readonly device: DeviceRuntime;
  readonly hasLock: boolean;
  readonly ports: Ports;
  readonly again: () => void;
  readonly updates: Updates;
}) {
  const { device, updates } = props;
  const view = useView(device.me.role);
  const [giving, setGiving] = useState(false);
  useGuard(props, () => setGiving(true));
  return (
    <div class={`shell shell-${view}`}>
      {giving && <LockDialog {...props} onClose={() => setGiving(false)} />}
      <Notices device={device} updates={updates} />
      {device.demo !== null && <DemoSights me={device.me} demo={device.demo} />}
      {view === "room" ? <ControlRoom device={device} /> : <PhoneApp device={device} />}
    </div>
  );
}

/** Who sits at a desk has the control room where it fits; the address may ask for another. */
function useView(role: Role): "phone" | "room" {
  const wide = useMatch("(min-width: 900px)");
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const desk = role === "duty" || role === "supervisor" || role === "planner";
  return wishOf(hash).view ?? (desk && wide ? "room" : "phone");
}

function useMatch(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = (): void => setMatches(list.matches);
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return matches;
}
