// oxlint-disable-next-line typescript/triple-slash-reference -- importers see the style sheets too
/// <reference path="./css.d.ts" />
import "./theme/tokens.css";
export * from "./model/device.ts";
export {
  LOCALES,
  compileWith,
  locale,
  preferredLocale,
  speak,
  t,
  type Locale,
  type MessageId,
} from "./messages/index.ts";
export { Banner } from "./parts/Banner.tsx";
export { Button, type ButtonProps, type ButtonTone } from "./parts/Button.tsx";
export { Code } from "./parts/Code.tsx";
export { Dialog, type DialogProps } from "./parts/Dialog.tsx";
export { Field } from "./parts/Field.tsx";
export { HoldButton } from "./parts/HoldButton.tsx";
export { Icon, type IconName } from "./parts/Icon.tsx";
export { Indication } from "./parts/Indication.tsx";
export { NumberPad } from "./parts/NumberPad.tsx";
export { QrCode } from "./parts/QrCode.tsx";
export { Receipt as ReceiptMark } from "./parts/Receipt.tsx";
export { RuleId } from "./parts/RuleId.tsx";
export { Shape, type ShapeKind } from "./parts/Shape.tsx";
export { Stepper } from "./parts/Stepper.tsx";
export { Tabs, type Tab } from "./parts/Tabs.tsx";
export { TimeText } from "./parts/TimeText.tsx";
export { forgetOldTrees } from "./parts/old-trees.ts";
export * from "./parts/preferences.ts";
export { sound, wakeSound, type SignalSound } from "./parts/sound.ts";
export { vibrate } from "./parts/vibrate.ts";
export * from "./model/acknowledged.ts";
export * from "./model/alarms.ts";
export * from "./model/conditions.ts";
export * from "./model/correction.ts";
export * from "./model/diversion.ts";
export * from "./model/drill-offers.ts";
export * from "./model/event-line.ts";
export * from "./model/grant.ts";
export * from "./model/indication.ts";
export * from "./model/law.ts";
export * from "./model/moving.ts";
export * from "./model/offline-go.ts";
export * from "./model/overdue.ts";
export * from "./model/places.ts";
export * from "./model/queue.ts";
export * from "./model/rule-text.ts";
export * from "./model/set-aside.ts";
export * from "./model/ticket.ts";
export * from "./model/time.ts";
export * from "./model/timeline.ts";
export * from "./model/words.ts";
export * from "./model/world.ts";
export { loadRoom } from "./room/load.ts";
export { PhoneApp } from "./phone/PhoneApp.tsx";
export { nextAction, type Action, type ActionKind } from "./phone/next-action.ts";
