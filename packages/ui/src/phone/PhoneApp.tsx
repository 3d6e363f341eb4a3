import type { GroupCode } from "@vado/protocol";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { DrillFrame, DrillNotice } from "../drill/index.tsx";
import { useWorld, type World } from "../drill/use-world.ts";
import { t } from "../messages/index.ts";
import { Acknowledged } from "../model/acknowledged.ts";
import type { Device } from "../model/device.ts";
import { Button } from "../parts/Button.tsx";
import { chatSounds } from "../parts/preferences.ts";
import { sound, wakeSound } from "../parts/sound.ts";
import { spell } from "../parts/spell.ts";
import { vibrate } from "../parts/vibrate.ts";
import { PhoneContext, isRefusal, type Phone } from "./context.ts";
import { browserDrafts, type DraftStore } from "./draft.ts";
import { expectedState, givenHere } from "./expected.ts";
import { GroupsScreen } from "./GroupsScreen.tsx";
import { HoldNow } from "./HoldNow.tsx";
import { HoldPlaced, type PlacedHold } from "./HoldPlaced.tsx";
import { MessagesScreen } from "./MessagesScreen.tsx";
import { newCode, type RandomBytes } from "./new-code.ts";
import { Notices } from "./Notices.tsx";
import { SheetView } from "./SheetView.tsx";
import { ShiftScreen } from "./ShiftScreen.tsx";
import { StatusStrip } from "./StatusStrip.tsx";
import type { Sheet } from "./sheets.ts";
import { useSheet } from "./use-sheet.ts";
import { changes, sightOf, type Sight } from "./watch.ts";
import "../theme/tokens.css";
import "../parts/base.css";
import "./phone.css";

type Tab = "shift" | "groups" | "messages";
const TABS: readonly (readonly [Tab, "shift" | "groups" | "chat"])[] = [
  ["shift", "shift"],
  ["groups", "groups"],
  ["messages", "chat"],
];

const browserRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
const BROWSER_DRAFTS = browserDrafts();

interface PhoneProps {
  readonly device: Device;
  readonly random?: RandomBytes;
  readonly drafts?: DraftStore;
}

/** The field phone: one screen per shift, for either side and any officer's role; a drill has its own view of the same screens. */
export function PhoneApp(props: PhoneProps) {
  const world = useWorld(props.device);
  const screens = <PhoneScreens key={world.drill ? "drill" : "real"} {...props} device={world.device} world={world} />;
  return world.drill ? <DrillFrame device={world.device}>{screens}</DrillFrame> : screens;
}

function PhoneScreens(props: PhoneProps & { readonly world: World }) {
  const { device, world } = props;
  const { me } = device;
  // What is half-typed in a drill is no draft of anything real.
  const name = device.drill === undefined ? me.device : `${me.device}/drill`;
  const snapshot = device.snapshot.value;
  const now = device.clock.value;
  const state = useMemo(() => expectedState(snapshot, me), [snapshot, me]);
  const [tab, setTab] = useState<Tab>("shift");
  const [about, setAbout] = useState<string | null>(null);
  const [placed, setPlaced] = useState<PlacedHold | null>(null);
  const { sheet, setSheet } = useSheet(name);
  const [said, setSaid] = useState("");
  const [noted] = useState(() => new Acknowledged(name));
  const random = props.random ?? browserRandom;

  const open = (next: Sheet) => {
    if (next.kind !== "new") return setSheet(next);
    const found = newCode(random, (body) => device.may(body));
    setSheet("code" in found ? { kind: "finish", code: found.code, since: next.since } : { kind: "noNew", ...found });
  };
  const hold = (group?: GroupCode) => {
    const named = group ?? null;
    setPlaced({ intent: null, group: named, failed: false });
    device
      .act((intent) => ({
        type: "hold.placed",
        hold: intent,
        reason: t(device.drill === undefined ? "phone.hold.reason" : "drill.holdReason"),
        ...(group === undefined ? {} : { group }),
      }))
      .then(
        (answer) =>
          setPlaced(
            isRefusal(answer)
              ? { intent: null, group: named, failed: true }
              : { intent: answer.intent, group: named, failed: false },
          ),
        () => setPlaced({ intent: null, group: named, failed: true }),
      );
  };
  const phone: Phone = {
    device,
    me,
    snapshot,
    state,
    now,
    drafts: props.drafts ?? BROWSER_DRAFTS,
    random,
    noted,
    open,
    close: () => setSheet(null),
    hold,
    chat: (group) => {
      setAbout(group);
      setSheet(null);
      setTab("messages");
    },
  };
  useTelling(phone, setSaid, (code) => setSheet({ kind: "signal", code }));
  useFocus(tab, sheet);
  useWakenSound();
  const link = t("phone.link", { from: me.stations.sending.name, to: me.stations.receiving.name });
  return (
    <PhoneContext.Provider value={phone}>
      <div class="phone">
        <header class="phone-head">
          <div class="phone-link">
            <h1>{link}</h1>
            <p>
              {t(`side.${me.side}`)} · {t(`role.${me.role}`)}
            </p>
          </div>
          <Button tone="bare" icon="menu" label={t("phone.menu.title")} onPress={() => open({ kind: "menu" })} />
        </header>
        <StatusStrip />
        <main class="phone-main" id="phone-main" tabIndex={-1}>
          <DrillNotice world={world} device={device} />
          <Notices />
          {tab === "shift" && <ShiftScreen />}
          {tab === "groups" && <GroupsScreen />}
          {tab === "messages" && <MessagesScreen about={about} onForget={() => setAbout(null)} />}
        </main>
        <div class="phone-bar">
          <HoldNow size="bar" />
          <nav class="phone-tabs" aria-label={t("phone.nav")}>
            {TABS.map(([name, icon]) => (
              <Button key={name} tone="bare" icon={icon} current={tab === name} onPress={() => setTab(name)}>
                {t(`phone.tab.${name}`)}
              </Button>
            ))}
          </nav>
        </div>
        <p class="hidden" role="alert">
          {said}
        </p>
      </div>
      {sheet !== null && <SheetView key={JSON.stringify(sheet)} sheet={sheet} />}
      {placed !== null && <HoldPlaced placed={placed} onClose={() => setPlaced(null)} />}
    </PhoneContext.Provider>
  );
}

/** Tells what must not be missed; the signal to the people opens by itself on the side that called for it. */
function useTelling(phone: Phone, say: (text: string) => void, showSignal: (code: string) => void): void {
  const { snapshot, me } = phone;
  const seen = useRef<Sight | null>(null);
  const heard = useRef<string | null>(null);
  useEffect(() => {
    if (!snapshot.anchored) return;
    const given = givenHere(snapshot);
    const told = seen.current === null ? [] : changes(seen.current, snapshot.state, me, given);
    seen.current = sightOf(snapshot.state, given);
    for (const { sound: tone } of told.slice(0, 1)) {
      if (tone === null) continue;
      sound(tone);
      vibrate(tone);
    }
    if (told.length > 0)
      say(
        told
          .map(({ kind, code }) =>
            t(`phone.told.${kind}`, { code: code === null ? t("phone.told.link") : spell(code) }),
          )
          .join(" "),
      );
    const go = told.find(({ kind }) => kind === "go")?.code;
    if (go !== undefined && go !== null) showSignal(go);
  }, [snapshot.rev]);
  useEffect(() => {
    if (!chatSounds()) return;
    phone.device
      .log({ kind: "ops", limit: 1, types: ["message.sent"] })
      .then(({ entries: [newest] }) => {
        if (newest === undefined || newest.intent === heard.current) return;
        if (heard.current !== null && newest.device !== me.device) sound("chat");
        heard.current = newest.intent;
      })
      .catch(() => undefined);
  }, [snapshot.rev]);
}

/** A tab that opens is read from its heading; a sheet that closes over a button that is gone leaves the reader at the top of the page. */
function useFocus(tab: Tab, sheet: Sheet | null): void {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) document.querySelector<HTMLElement>("#phone-main h2[tabindex], #phone-main")?.focus();
    first.current = false;
  }, [tab]);
  useEffect(() => {
    if (sheet === null && document.activeElement === document.body && !first.current)
      document.querySelector<HTMLElement>("#phone-main")?.focus({ preventScroll: true });
  }, [sheet]);
}

/** A browser lets a page sound after its first touch, wherever that is. */
function useWakenSound(): void {
  useEffect(() => {
    document.addEventListener("pointerdown", wakeSound);
    document.addEventListener("keydown", wakeSound);
    return () => {
      document.removeEventListener("pointerdown", wakeSound);
      document.removeEventListener("keydown", wakeSound);
    };
  }, []);
}
