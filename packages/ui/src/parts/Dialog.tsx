import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Button } from "./Button.tsx";
import "./dialog.css";

/** *sheet*: fills a phone, a column on wider screens. *dialog*: a small question in the middle. */
export interface DialogProps {
  readonly kind?: "sheet" | "dialog";
  readonly title: ComponentChildren;
  /** Beside the title, reachable while everything else is inert: HOLD on a phone. */
  readonly tools?: ComponentChildren;
  /** Under the head, across the whole width. */
  readonly strip?: ComponentChildren;
  /** Stays at the bottom while the rest scrolls. */
  readonly footer?: ComponentChildren;
  readonly onClose: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A native modal dialog that is open while it is rendered; focus goes back to where it was. */
export function Dialog(props: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const kind = props.kind ?? "sheet";
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  // The browser's own wish to close (Escape, Android's back gesture) is a wish: the owner of the state closes.
  const onClose = useRef(props.onClose);
  onClose.current = props.onClose;
  useEffect(() => {
    const dialog = element.current;
    const cancel = (event: Event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      onClose.current();
    };
    dialog?.addEventListener("cancel", cancel);
    return () => dialog?.removeEventListener("cancel", cancel);
  }, []);
  return (
    <dialog ref={element} class={`dialog dialog-${kind} ${props.class ?? ""}`} aria-labelledby={heading}>
      <div class="dialog-frame">
        <header class="dialog-head">
          <Button
            tone="bare"
            icon={kind === "sheet" ? "back" : "close"}
            label={t("parts.close")}
            onPress={props.onClose}
          />
          <h2 class="dialog-title" id={heading} tabIndex={-1}>
            {props.title}
          </h2>
          {props.tools !== undefined && <div class="dialog-tools">{props.tools}</div>}
        </header>
        {props.strip}
        <div class="dialog-body">{props.children}</div>
        {props.footer !== undefined && <footer class="dialog-foot">{props.footer}</footer>}
      </div>
    </dialog>
  );
}
