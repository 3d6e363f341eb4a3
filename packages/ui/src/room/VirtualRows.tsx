import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows kept beyond the visible ones on either side. */
const SPARE = 8;

/**
 * A list of any length of which only what is seen is in the page. Arrow, page, home and end keys move through it; Enter opens. Rows that
 * come in above do not push what is being read.
 */
export function VirtualRows<T>(props: {
  readonly label: string;
  readonly rows: readonly T[];
  /** Pixels; all rows are as high. */
  readonly rowHeight: number;
  /** Falls from row to row: the newest has the largest. */
  readonly numberOf: (row: T) => number;
  readonly says: (row: T) => string;
  readonly onOpen: (row: T) => void;
  /** Called when the end comes near. */
  readonly onEnd: () => void;
  readonly children: (row: T) => ComponentChildren;
}) {
  const { rows, rowHeight, numberOf } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(0);
  const [active, setActive] = useState<number | null>(null);
  const newest = useRef<number | null>(null);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // What came in above is added to the scroll, unless one stands at the top and follows.
  const head = rows[0] === undefined ? null : numberOf(rows[0]);
  useLayoutEffect(() => {
    const element = list.current;
    const before = newest.current;
    newest.current = head;
    if (element === null || before === null || head === null || head <= before || element.scrollTop < rowHeight) return;
    const came = indexOf(rows, before, numberOf);
    if (came > 0) element.scrollTop += came * rowHeight;
  }, [head]);

  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + SPARE);
  // Rows that leave on one side come back on the other: scrolling makes no new elements.
  const pool = Math.ceil(height / rowHeight) + 2 * SPARE + 1;
  useEffect(() => {
    if (last >= rows.length - SPARE) props.onEnd();
  }, [last, rows.length]);

  const at = active === null ? -1 : indexOf(rows, active, numberOf);
  const move = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    const element = list.current;
    if (row === undefined || element === null) return;
    setActive(numberOf(row));
    const y = index * rowHeight;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = y + rowHeight - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    const row = rows[at];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && row !== undefined) props.onOpen(row);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      class="virtual-rows"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={at >= first && at < last ? `${id}-${active}` : undefined}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div class="virtual-space" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, i) => {
          const number = numberOf(row);
          return (
            <div
              key={(first + i) % pool}
              id={`${id}-${number}`}
              class="virtual-row"
              role="option"
              aria-selected={number === active}
              aria-posinset={first + i + 1}
              aria-setsize={rows.length}
              style={{ transform: `translateY(${(first + i) * rowHeight}px)`, height: `${rowHeight}px` }}
              onClick={() => {
                setActive(number);
                props.onOpen(row);
              }}
            >
              <span class="hidden">{props.says(row)}</span>
              <div class="virtual-seen" aria-hidden="true">
                {props.children(row)}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The index of the row with this number in falling order; -1 when it is not there. */
export function indexOf<T>(rows: readonly T[], number: number, numberOf: (row: T) => number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(rows[middle] as T) > number) low = middle + 1;
    else high = middle;
  }
  const found = rows[low];
  return found !== undefined && numberOf(found) === number ? low : -1;
}
