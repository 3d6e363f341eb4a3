import { holdsOn } from "@vado/flow";
import type { BodyOf, GroupCode } from "@vado/protocol";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { DrillStrip } from "../drill/DrillStrip.tsx";
import { t } from "../messages/index.ts";
import { Button } from "../parts/Button.tsx";
import type { IconName } from "../parts/Icon.tsx";
import { Shape } from "../parts/Shape.tsx";
import { sound } from "../parts/sound.ts";
import { spell } from "../parts/spell.ts";
import { vibrate } from "../parts/vibrate.ts";
import { useAct, usePhone } from "./context.ts";
import { givenHere } from "./expected.ts";
import { FailureNote } from "./FailureNote.tsx";
import { HoldNow } from "./HoldNow.tsx";
import { useAwake } from "./use-awake.ts";
import "./signal-screen.css";

const WAYS: readonly (readonly [BodyOf<"group.called">["by"], IconName])[] = [
  ["screen", "screen"],
  ["voice", "voice"],
  ["paper", "paper"],
];

/**
 * The signal to the people who wait: code, shape, colour and tone, to be read at ten metres. It says GO only while GO stands in the log, or was
 * given by this phone without a connection, and nothing holds the group; then the officer says how the people were called.
 */
export function SignalScreen({ code }: { readonly code: string }) {
  const { device, snapshot, state, close, open } = usePhone();
  const { failure, busy, act } = useAct();
  useAwake();
  const element = useRef<HTMLDialogElement>(null);
  const group = state.groups[code];
  const here = givenHere(snapshot).includes(code);
  const given = here || snapshot.state.groups[code]?.phase === "released" || group?.phase === "inTransit";
  const go = given && holdsOn(state, code).length === 0;
  const onCancel = useRef(close);
  onCancel.current = close;

  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    dialog.showModal();
    const cancel = (event: Event) => {
      event.preventDefault();
      onCancel.current();
    };
    dialog.addEventListener("cancel", cancel);
    return () => {
      dialog.removeEventListener("cancel", cancel);
      dialog.close();
    };
  }, []);
  // A sign for a group that is gone would stop the wrong people.
  const over = group === undefined || group.endedAt !== null || group.arrived !== null;
  useEffect(() => {
    if (over) onCancel.current();
  }, [over]);
  const signal = go ? "go" : "hold";
  useEffect(() => {
    sound(signal);
    vibrate(signal);
  }, [signal]);

  const called = async (by: BodyOf<"group.called">["by"]) => {
    if (await act(() => ({ type: "group.called", group: code as GroupCode, by })))
      open({ kind: "count", code, what: "depart" });
  };
  const [left, right] = code.split("-");
  return (
    <dialog ref={element} class={`signal-screen signal-screen-${signal}`} aria-labelledby="signal-word">
      <header class="signal-screen-head">
        <Button tone="bare" icon="close" label={t("parts.close")} onPress={close} />
        <HoldNow size="sign" />
      </header>
      <div class="signal-screen-sign">
        {device.drill !== undefined && <p class="signal-screen-drill">{t("drill.word")}</p>}
        <div class="signal-screen-aspect">
          <span class="signal-screen-shape">
            <Shape kind={go ? "clear" : "blocked"} size="huge" />
          </span>
          <h2 class="signal-screen-word" id="signal-word">
            {go ? t("phone.signal.go") : t("phone.signal.hold")}
          </h2>
        </div>
        <p class="signal-screen-code">
          <span aria-hidden="true">{left}</span>
          <span class="signal-screen-dash" aria-hidden="true">
            -
          </span>
          <span aria-hidden="true">{right}</span>
          <span class="hidden">{spell(code)}</span>
        </p>
      </div>
      <footer class="signal-screen-foot">
        <DrillStrip device={device} />
        {here && <p class="signal-screen-ask">{t("law.offline.mark")}</p>}
        <FailureNote failure={failure} />
        {go && group?.called === false ? (
          <>
            <p class="signal-screen-ask">{t("phone.signal.how")}</p>
            <div class="signal-screen-ways">
              {WAYS.map(([by, icon]) => (
                <Button key={by} icon={icon} disabled={busy} onPress={() => void called(by)}>
                  {t(`phone.signal.${by}`)}
                </Button>
              ))}
            </div>
          </>
        ) : go && group?.departed === null ? (
          <>
            <Button wide onPress={() => open({ kind: "ticket", code })}>
              {t("law.ticket.open")}
            </Button>
            <Button size="big" wide onPress={() => open({ kind: "count", code, what: "depart" })}>
              {t("phone.count.depart.title")}
            </Button>
          </>
        ) : null}
      </footer>
    </dialog>
  );
}
