import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/**
 * A list one moves through with the arrow keys: what the arrows reach is chosen, Enter opens it. One stop of the Tab key, whatever
 * its length.
 */
export function RowList<T>(props: {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** What a screen reader says of a row. */
  readonly says: (row: T) => string;
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
  readonly onOpen?: (key: string) => void;
  readonly class?: string;
  readonly children: (row: T) => ComponentChildren;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { rows, keyOf, chosen } = props;
  const at = rows.findIndex((row) => keyOf(row) === chosen);
  useEffect(() => {
    if (document.activeElement === list.current)
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const choose = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) props.onChoose(keyOf(row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at === -1 ? 0 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) choose(to);
    else if (event.key === "Enter" && chosen !== null && at !== -1) props.onOpen?.(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      class={`room-rows ${props.class ?? ""}`}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={at === -1 ? undefined : `${id}-${at}`}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, index) => (
        <div
          key={keyOf(row)}
          id={`${id}-${index}`}
          class="room-row"
          role="option"
          aria-selected={index === at}
          onClick={() => {
            props.onChoose(keyOf(row));
            // On a phone the sheet is further down the page.
            if (matchMedia("(max-width: 699px)").matches) props.onOpen?.(keyOf(row));
          }}
          onDblClick={() => props.onOpen?.(keyOf(row))}
        >
          <span class="hidden">{props.says(row)}</span>
          <div aria-hidden="true">{props.children(row)}</div>
        </div>
      ))}
    </div>
  );
}
