import { Button, Dialog, Icon, locale, t, theme, type IconName } from "@vado/ui";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { act } from "./live.ts";
import type { DemoStatus, OfficerDevice } from "./status.ts";

/** What else one can try: see the boards, cut a network, kill the relay, begin again. */
export function Experiments({ status }: { readonly status: DemoStatus }) {
  const up = status.relay === "up";
  const [restarting, setRestarting] = useState(false);
  return (
    <section>
      <h2>{t("demo.try")}</h2>
      <div class="start-cards">
        <Card icon="screen" title={t("demo.board")} text={t("demo.board.watch")}>
          <a
            class="button button-plain"
            href={`/board/?lang=${locale()}&theme=${theme()}&auto`}
            target="_blank"
            rel="noreferrer"
          >
            {t("demo.board.open")}
          </a>
          <a
            class="button button-plain"
            href={`/board/?big&lang=${locale()}&theme=${theme()}&alternate`}
            target="_blank"
            rel="noreferrer"
          >
            {t("demo.board.big")}
          </a>
        </Card>
        <Card icon={up ? "send" : "offline"} title={t("demo.relay")} text={t("demo.relay.watch")}>
          <p class="card-state">{t(up ? "demo.relay.up" : "demo.relay.down")}</p>
          <Button tone={up ? "plain" : "main"} onPress={() => void act("relay", { up: !up })}>
            {t(up ? "demo.relay.kill" : "demo.relay.start")}
          </Button>
        </Card>
        <Card icon="undo" title={t("demo.restart")} text={t("demo.restart.watch")}>
          <Button onPress={() => setRestarting(true)}>{t("demo.restart.do")}</Button>
        </Card>
        <Card icon="online" title={t("demo.network")} text={t("demo.network.watch")} isWide>
          <ul class="networks">
            {status.devices.map((one) => (
              <Network key={one.device} device={one} />
            ))}
          </ul>
        </Card>
      </div>
      {restarting && (
        <Dialog
          kind="dialog"
          title={t("demo.restart.sure")}
          onClose={() => setRestarting(false)}
          footer={
            <div class="start-pair">
              <Button onPress={() => setRestarting(false)}>{t("demo.restart.no")}</Button>
              <Button tone="main" onPress={() => void act("restart", {}).then(() => setRestarting(false))}>
                {t("demo.restart.do")}
              </Button>
            </div>
          }
        >
          <p>{t("demo.restart.text")}</p>
        </Dialog>
      )}
    </section>
  );
}

function Network({ device }: { readonly device: OfficerDevice }) {
  const { side, role, simulated, offline } = device;
  const name = `${t(`role.${role}`)} · ${t(`side.${side}`)}`;
  const word = t(offline ? "demo.network.restore" : "demo.network.cut");
  return (
    <li class={offline ? "network network-cut" : "network"}>
      <Icon name={offline ? "offline" : "online"} />
      <span class="network-name">
        {name}
        <span>{t(simulated ? "demo.network.simulated" : "demo.network.person")}</span>
      </span>
      <Button
        label={`${word}: ${name}`}
        onPress={() => void act("network", { device: device.device, offline: !offline })}
      >
        {word}
      </Button>
    </li>
  );
}

function Card(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={props.isWide === true ? "card card-wide" : "card"}>
      <h3>
        <Icon name={props.icon} />
        {props.title}
      </h3>
      <p class="start-soft">{props.text}</p>
      <div class="card-acts">{props.children}</div>
    </section>
  );
}
