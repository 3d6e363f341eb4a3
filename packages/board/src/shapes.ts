import { markup, type Markup } from "./markup.ts";

/** A state is told by shape, word and colour. The shapes stand once in the page and are used by name. */
const PATHS = {
  waiting: '<circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" stroke-width="3"/>',
  granted: '<path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zm0 3v14a7 7 0 0 0 0-14z"/>',
  prepare: '<circle cx="12" cy="12" r="10"/>',
  go: '<path d="M12 1l11 11-11 11v-7H1V8h11z"/>',
  onTheWay: '<path d="M2 3h5l7 9-7 9H2l7-9zM11 3h5l7 9-7 9h-5l7-9z"/>',
  arrived: '<path d="M3 13l3-3 4 4 9-10 3 3-12 13z"/>',
  hold: '<path fill-rule="evenodd" d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9zM6 10v4h12v-4z"/>',
  unknown: '<path fill-rule="evenodd" d="M12 0l12 12-12 12L0 12zM10.5 5v8.5h3V5zm0 11v3h3v-3z"/>',
  open: '<path fill-rule="evenodd" d="M12 2a10 10 0 1 1 0 20a10 10 0 0 1 0-20zM6.3 12.6l4.2 4.2 7.4-7.4-2.1-2.1-5.3 5.3-2.1-2.1z"/>',
  stopped: '<path fill-rule="evenodd" d="M12 1.5 23.5 22H.5zM10.5 8v7h3V8zm0 9v3h3v-3z"/>',
  closed: '<path fill-rule="evenodd" d="M2 2h20v20H2zM6 10v4h12v-4z"/>',
} as const;

export type Shape = keyof typeof PATHS;

export function shapeSheet(): Markup {
  const symbols = Object.entries(PATHS).map(
    ([name, path]) => `<symbol id="${name}" viewBox="0 0 24 24">${path}</symbol>`,
  );
  return {
    markup: `<svg width="0" height="0" class="sheet" aria-hidden="true" fill="currentColor">${symbols.join("")}</svg>`,
  };
}

/** Decoration: the word beside it says the same. */
export function shape(name: Shape): Markup {
  return markup`<svg aria-hidden="true"><use href="#${name}"/></svg>`;
}
