import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A region of the control room with its heading. `at` names its place in the layout and where a key brings the focus. */
export function Panel(props: {
  readonly at: string;
  readonly title: ComponentChildren;
  readonly count?: number;
  readonly tools?: ComponentChildren;
  /** It may scroll and holds nothing to stop at: the keyboard scrolls it. */
  readonly scrolls?: boolean;
  readonly children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={`room-panel room-${props.at}`} aria-labelledby={id} data-panel={props.at} tabIndex={-1}>
      <header class="room-panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.count !== undefined && <span class="room-count">{props.count}</span>}
        {props.tools !== undefined && <div class="room-panel-tools">{props.tools}</div>}
      </header>
      <div class="room-panel-body" {...(props.scrolls === true ? { tabIndex: 0 } : {})}>
        {props.children}
      </div>
    </section>
  );
}
