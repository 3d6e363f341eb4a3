import { t } from "../messages/index.ts";
import type { Receipt as State } from "../model/device.ts";
import "./base.css";
import "./receipt.css";

const FILLED: Readonly<Record<State, number>> = { device: 1, relay: 2, read: 3 };

/** How far a message has come: one, two or three bars, and the word. `brief` leaves the word to screen readers. */
export function Receipt({ state, brief }: { readonly state: State; readonly brief?: boolean }) {
  const filled = FILLED[state];
  return (
    <span class={`receipt receipt-${state}`}>
      <svg class="receipt-bars" viewBox="0 0 22 14" aria-hidden="true" focusable="false">
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            class={bar <= filled ? "receipt-on" : "receipt-off"}
            x={(bar - 1) * 8 + 0.75}
            y="0.75"
            width="4.5"
            height="12.5"
            rx="1"
          />
        ))}
      </svg>
      <span class={brief === true ? "hidden" : "receipt-word"}>{t(`receipt.${state}`)}</span>
    </span>
  );
}
