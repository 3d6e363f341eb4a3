import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { NumberPad } from "../parts/NumberPad.tsx";
import { HoldNow } from "./HoldNow.tsx";

/** One figure, typed. */
export function NumberDialog(props: {
  readonly title: string;
  readonly says?: string;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly onDone: (value: number) => void;
  readonly onClose: () => void;
}) {
  const [value, setValue] = useState(props.value);
  const fits = value !== null && value >= props.min;
  const done = () => {
    if (value === null || !fits) return;
    props.onDone(value);
    props.onClose();
  };
  return (
    <Dialog
      kind="dialog"
      title={props.title}
      tools={<HoldNow size="head" />}
      onClose={props.onClose}
      footer={
        <Button tone="main" size="big" wide disabled={!fits} onPress={done}>
          {fits ? t("phone.number.take", { count: value }) : t("phone.number.min", { min: props.min })}
        </Button>
      }
    >
      {props.says !== undefined && <p class="number-dialog-says">{props.says}</p>}
      <NumberPad label={props.title} value={value} max={props.max} onChange={setValue} />
    </Dialog>
  );
}
