import type { ComponentChildren } from "preact";
import { DrillStrip } from "../drill/DrillStrip.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { usePhone } from "./context.ts";
import { HoldNow } from "./HoldNow.tsx";
import { StatusStrip } from "./StatusStrip.tsx";

/** A screen over the tab: with HOLD and the state of the line, which nothing ever covers. */
export function PhoneSheet(props: {
  readonly title: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}) {
  const { close, device } = usePhone();
  return (
    <Dialog
      title={props.title}
      tools={<HoldNow size="head" />}
      strip={
        <>
          <DrillStrip device={device} />
          <StatusStrip />
        </>
      }
      footer={props.footer}
      onClose={props.onClose ?? close}
    >
      {props.children}
    </Dialog>
  );
}
